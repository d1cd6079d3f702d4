/**
 * Which id does a new record get? Ids have 18 digits (beyond 2^53, so that whoever reads them as numbers
 * is found out), grow with time and never repeat.
 */
const BASE = 100_000_000_000_000_000n;
const STEPS_PER_MS = 100_000n;

/** `chance`: in [0, 1). */
export type IdSource = (now: number, chance: number) => string;

export function idSource(existing: Iterable<string>): IdSource {
  let last = BASE;
  for (const id of existing) if (/^\d{18}$/.test(id) && BigInt(id) > last) last = BigInt(id);
  return (now, chance) => {
    const fresh =
      BASE + BigInt(Math.max(0, Math.floor(now))) * STEPS_PER_MS + BigInt(Math.floor(chance * 100_000));
    last = fresh > last ? fresh : last + 1n;
    return last.toString();
  };
}
