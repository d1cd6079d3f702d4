// Which of the parameters behind a MySQL data source name matter here? TLS and the connect time-out. The
// others (`charset`, `parseTime`, `loc`, `collation`, …) steer the Go driver; this program always speaks
// utf8mb4 and keeps instants as numbers, so they are read over.
import type { TlsMode } from './dsn.ts';

/** Names in lower case. */
export function readParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) parameters.set(name.toLowerCase(), value);
  return parameters;
}

const TLS_WORDS: Readonly<Record<string, TlsMode>> = {
  '': 'off',
  '0': 'off',
  '1': 'verified',
  false: 'off',
  true: 'verified',
  'skip-verify': 'unverified',
  preferred: 'preferred',
  disabled: 'off',
  required: 'unverified',
  verify_ca: 'verified',
  verify_identity: 'verified',
};

/** From Go's `tls`, or a URL's `ssl-mode`, `sslmode` or `ssl`. null: a word that is not known. */
export function tlsOf(parameters: ReadonlyMap<string, string>): TlsMode | null {
  const names = ['tls', 'ssl-mode', 'sslmode', 'ssl'];
  const name = names.find((candidate) => parameters.has(candidate));
  if (name === undefined) return 'off';
  return TLS_WORDS[(parameters.get(name) ?? '').toLowerCase()] ?? null;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Go's `timeout=1m30s`. null: not given, or not a duration. */
export function connectTimeoutOf(parameters: ReadonlyMap<string, string>): number | null {
  const written = parameters.get('timeout') ?? '';
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(written)) return null;
  let totalMs = 0;
  for (const [, amount = '0', unit = 's'] of written.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    totalMs += Number(amount) * (UNIT_MS[unit] ?? 0);
  }
  return totalMs > 0 ? totalMs : null;
}
