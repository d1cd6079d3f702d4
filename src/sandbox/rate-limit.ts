/**
 * Has an account used up an action's calls of this second? Counted over a sliding second per paying account
 * and action; actions without a documented figure are not limited.
 */
export type RateLimits = Readonly<Record<string, number>>;

/** Calls per second as documented by the provider; last looked up 2026-11. */
export const DOCUMENTED_RATE_LIMITS: RateLimits = {
  DescribeSubDomainRecords: 300,
  DescribeDomainRecordInfo: 200,
  DescribeDomainRecords: 100,
  AddDomainRecord: 60,
  UpdateDomainRecord: 60,
  DeleteDomainRecord: 60,
  DeleteSubDomainRecords: 20,
};

const WINDOW_MS = 1_000;

export interface RateCounter {
  /** Counts the call and answers whether it is within the limit. `now` in ms, on a clock that never falls. */
  isWithin(accountId: string, action: string, now: number): boolean;
}

export function rateCounter(limits: RateLimits): RateCounter {
  const calls = new Map<string, number[]>();
  return {
    isWithin(accountId, action, now) {
      const limit = limits[action];
      if (limit === undefined) return true;
      const key = `${accountId} ${action}`;
      const recent = (calls.get(key) ?? []).filter((at) => at > now - WINDOW_MS);
      const isWithin = recent.length < limit;
      if (isWithin) recent.push(now);
      calls.set(key, recent);
      return isWithin;
    },
  };
}
