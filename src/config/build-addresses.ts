import type { Family } from '../model/family.ts';
import { text } from '../model/text.ts';
import { ECHO_SERVICES } from './echo-services.ts';
import type { AddressSourceSetting } from './address-settings.ts';
import type { AddressSourceConfig, Config } from './config.ts';
import type { Origin } from './normalise.ts';
import { shown } from './problem.ts';
import type { Problem } from './problem.ts';
import { classifyAddress, isUsableAddress } from '../platform/ip.ts';
import type { Settings } from './settings.ts';

/** The sources of this node's own addresses, with defaults, and without those that could never be believed. */
const KEYS: Readonly<Record<Family, 'IPv4' | 'IPv6'>> = { v4: 'IPv4', v6: 'IPv6' };
const DEFAULT: readonly AddressSourceSetting[] = [{ http: 'default' }];

export function buildAddressSources(
  addresses: Settings['Addresses'],
  allowPrivate: boolean,
  origins: ReadonlyMap<string, Origin>,
): { sources: Config['addressSources']; problems: Problem[] } {
  const problems: Problem[] = [];
  const build = (family: Family): AddressSourceConfig[] =>
    (addresses?.[KEYS[family]] ?? DEFAULT).map((setting, index) => {
      const source = toSource(setting, family);
      const problem = problemOf(source, family, allowPrivate);
      const path = `Addresses.${KEYS[family]}`;
      const origin = origins.get(`${path}.${index}`) ?? origins.get(path) ?? { key: path, line: null };
      if (problem !== null) problems.push({ ...origin, ...problem });
      return source;
    });
  return { sources: { v4: build('v4'), v6: build('v6') }, problems };
}

function toSource(setting: AddressSourceSetting, family: Family): AddressSourceConfig {
  if ('interface' in setting) return { kind: 'interface', name: setting.interface };
  if ('command' in setting) return { kind: 'command', command: setting.command };
  if ('http' in setting) {
    return { kind: 'http', urls: setting.http === 'default' ? ECHO_SERVICES[family] : setting.http };
  }
  return { kind: 'fixed', address: classifyAddress(setting.fixed)?.address ?? setting.fixed };
}

function problemOf(
  source: AddressSourceConfig,
  family: Family,
  allowPrivate: boolean,
): Pick<Problem, 'text' | 'found' | 'allowed'> | null {
  if (source.kind === 'http') {
    const wrong = source.urls.find((url) => !URL.canParse(url));
    if (wrong === undefined) return null;
    return { text: text('is no URL', '不是 URL'), found: shown(wrong, false), allowed: null };
  }
  if (source.kind !== 'fixed' || isUsableAddress(source.address, family, allowPrivate)) return null;
  const range = classifyAddress(source.address);
  const kind = text(`an ${KEYS[family]} address`, `${KEYS[family]} 地址`);
  const allowed = allowPrivate
    ? kind
    : text(
        `a public ${KEYS[family]} address (others with AllowPrivateAddresses)`,
        `公网 ${KEYS[family]} 地址（开启 AllowPrivateAddresses 后可用其他地址）`,
      );
  const words =
    range?.family === family
      ? text(
          `is a ${range.range} address that others cannot reach`,
          `属于 ${range.range} 地址，其他机器无法访问`,
        )
      : text(`is not ${kind.en}`, `不是 ${kind.zh}`);
  return { text: words, found: shown(source.address, false), allowed };
}
