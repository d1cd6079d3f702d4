/**
 * What does a zone's paid-for edition permit? Figures as the provider published them; last looked up 2026-11.
 */
export const EDITIONS = [
  'mianfei',
  'version_personal',
  'version_enterprise_basic',
  'version_enterprise_advanced',
] as const;

export type Edition = (typeof EDITIONS)[number];

export interface EditionLimits {
  /** The name that the console shows. */
  readonly title: string;
  /** Seconds. */
  readonly minTtl: number;
  readonly maxTtl: number;
  /** Labels below the zone. */
  readonly levels: number;
  readonly urlForwards: number;
  /** Records of one name, type and line that weighting can be switched on for. */
  readonly weightedRecords: number;
  /** How far down the line catalogue goes. */
  readonly lines: 'basic' | 'carriers' | 'all';
}

/** Without weighting: records of one name, type and line, on every edition. */
export const RECORDS_PER_NAME_AND_LINE = 90;

const MAX_TTL = 86_400;

const LIMITS: Readonly<Record<Edition, EditionLimits>> = {
  mianfei: {
    title: 'Free',
    minTtl: 600,
    maxTtl: MAX_TTL,
    levels: 5,
    urlForwards: 2,
    weightedRecords: 10,
    lines: 'basic',
  },
  version_personal: {
    title: 'Personal',
    minTtl: 600,
    maxTtl: MAX_TTL,
    levels: 20,
    urlForwards: 5,
    weightedRecords: 90,
    lines: 'carriers',
  },
  version_enterprise_basic: {
    title: 'Enterprise Standard',
    minTtl: 60,
    maxTtl: MAX_TTL,
    levels: 20,
    urlForwards: 10,
    weightedRecords: 90,
    lines: 'all',
  },
  version_enterprise_advanced: {
    title: 'Enterprise Ultimate',
    minTtl: 1,
    maxTtl: MAX_TTL,
    levels: 20,
    urlForwards: 10,
    weightedRecords: 90,
    lines: 'all',
  },
};

export function editionLimits(edition: Edition): EditionLimits {
  return LIMITS[edition];
}

/** TTLs that the console offers, in seconds, from the least permitted one upwards. */
export function offeredTtls(minTtl: number): readonly number[] {
  return [minTtl, 600, 1800, 3600, 43_200, MAX_TTL].filter((ttl, index) => index === 0 || ttl > minTtl);
}
