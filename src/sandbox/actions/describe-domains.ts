import { editionLimits, offeredTtls } from '../edition.ts';
import { linesOf, type LineEntry } from '../line-catalog.ts';
import { recordsOf } from '../record.ts';
import { invalid } from '../refusal.ts';
import { NAME_SERVERS, ownsZone, type SandboxZone } from '../zone.ts';
import { minuteOf, pageOf, zoneOfCall, type Action, type ActionCall } from './action.ts';

/** Reads about domains: DescribeDomains, DescribeDomainInfo, DescribeSupportLines. */
const LARGEST_PAGE = 100;

export const describeDomains: Action = {
  isWrite: false,
  run(call) {
    const keyWord = call.parameters.text('KeyWord')?.toLowerCase() ?? null;
    const mode = call.parameters.text('SearchMode')?.toUpperCase() ?? 'LIKE';
    if (mode !== 'LIKE' && mode !== 'EXACT') throw invalid('SearchMode');
    const fitting = call.zones
      .filter((zone) => ownsZone(zone, call.keyId))
      .filter(
        ({ name }) => keyWord === null || (mode === 'EXACT' ? name === keyWord : name.includes(keyWord)),
      )
      .toReversed();
    const page = pageOf(call, fitting, LARGEST_PAGE);
    return {
      body: { ...page.fields, Domains: { Domain: page.items.map((zone) => domainListing(call, zone)) } },
    };
  },
};

export const describeDomainInfo: Action = {
  isWrite: false,
  run(call) {
    const zone = zoneOfCall(call);
    const isDetailed = call.parameters.flag('NeedDetailAttributes', false);
    return {
      body: {
        ...commonFacts(zone),
        InBlackHole: false,
        InClean: false,
        SubDomain: false,
        ...(isDetailed ? details(zone) : {}),
      },
    };
  },
};

export const describeSupportLines: Action = {
  isWrite: false,
  run(call) {
    const zone = call.parameters.text('DomainName') === null ? null : zoneOfCall(call);
    const limits = editionLimits(zone?.edition ?? 'version_enterprise_advanced');
    return { body: { RecordLines: { RecordLine: linesOf(limits).map(lineView) } } };
  },
};

function domainListing(call: ActionCall, zone: SandboxZone): Record<string, unknown> {
  return {
    ...commonFacts(zone),
    RecordCount: recordsOf(call.seen, zone.name).length,
    InstanceExpired: false,
    CreateTimestamp: zone.createdAt,
    Starmark: false,
    Tags: { Tag: [] },
  };
}

function commonFacts(zone: SandboxZone): Record<string, unknown> {
  return {
    DomainId: zone.id,
    DomainName: zone.name,
    PunyCode: zone.name,
    AliDomain: false,
    DnsServers: { DnsServer: NAME_SERVERS },
    VersionCode: zone.edition,
    VersionName: editionLimits(zone.edition).title,
    CreateTime: minuteOf(zone.createdAt),
    DomainLoggingSwitchStatus: 'CLOSE',
  };
}

function details(zone: SandboxZone): Record<string, unknown> {
  const limits = editionLimits(zone.edition);
  const lines = linesOf(limits).map(lineView);
  return {
    MinTtl: zone.minTtl,
    AvailableTtls: { AvailableTtl: offeredTtls(zone.minTtl).map(String) },
    LineType: 'region_province',
    RegionLines: limits.lines === 'all',
    SlaveDns: false,
    RecordLines: { RecordLine: lines },
    RecordLineTreeJson: JSON.stringify(lines),
  };
}

function lineView(line: LineEntry): Record<string, unknown> {
  return {
    LineCode: line.code,
    LineName: line.name,
    LineDisplayName: line.displayName,
    ...(line.fatherCode === null ? {} : { FatherCode: line.fatherCode }),
  };
}
