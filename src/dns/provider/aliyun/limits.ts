// Answers: what does Alidns permit? Facts about the vendor, with the date on which they were last looked up.
import type { Line } from '../../../model/line.ts';

/** Documentation of API 2015-01-09, pages on quota, TTL and resolution lines. */
export const VERIFIED_ON = '2026-11';

export const API_VERSION = '2015-01-09';

/** The one public endpoint in the official list. */
export const PUBLIC_ENDPOINT = 'https://alidns.aliyuncs.com';

/** Most records that one page of DescribeDomainRecords may hold. */
export const PAGE_SIZE = 500;

/** Records per domain, on every edition. */
export const MAX_RECORDS_PER_ZONE = 100_000;

/** Documented calls per second and account; actions that are not listed have no documented limit. */
export const DOCUMENTED_CALLS_PER_SECOND = {
  DescribeDomainRecords: 100,
  AddDomainRecord: 60,
  UpdateDomainRecord: 60,
  DeleteDomainRecord: 60,
} as const;

/** Below the least of them, because other programs and the cluster's other nodes use the account too. */
export const DEFAULT_CALLS_PER_SECOND = 40;

/** TTL of a new record when none is given, and the least one that every edition takes. Seconds. */
export const DEFAULT_TTL = 600;
export const MAX_TTL = 86_400;

/** Least TTL in seconds by `VersionCode`, for an answer that does not say it itself. */
export const MIN_TTL_BY_EDITION: Readonly<Record<string, number>> = {
  mianfei: 600,
  version_personal: 600,
  version_enterprise_basic: 60,
  version_enterprise_advanced: 1,
};

/** Lines that every edition has, in the vendor's words. */
export const LINE_CODES: Readonly<Record<Line, string>> = {
  default: 'default',
  'china-telecom': 'telecom',
  'china-unicom': 'unicom',
  'china-mobile': 'mobile',
  cernet: 'edu',
  overseas: 'oversea',
};
