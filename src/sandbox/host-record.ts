import { refusal } from './refusal.ts';

/** Is a host record (RR) well formed below its zone? It is kept and compared in lower case. */
const LABEL = /^(?!-)[\p{Script=Han}a-z0-9_-]{1,63}(?<!-)$/u;
const MAX_NAME_LENGTH = 253;
const NO_WILDCARD_TYPES = new Set(['NS', 'SRV']);

/** `levels`: labels below the zone that its edition permits. */
export function keptHostRecord(given: string, zone: string, type: string, levels: number): string {
  const rr = given.toLowerCase();
  if (rr === '@') return rr;
  const labels = rr.split('.');
  const [first = '', ...rest] = labels;
  const isWildcard = first === '*';
  const named = isWildcard ? rest : labels;
  const isFit =
    named.every((label) => LABEL.test(label)) &&
    rr.length + 1 + zone.length <= MAX_NAME_LENGTH &&
    labels.length <= levels &&
    !(isWildcard && NO_WILDCARD_TYPES.has(type));
  if (!isFit) throw refusal('SubDomainInvalid.Value');
  return rr;
}

export function isWildcard(rr: string): boolean {
  return rr === '*' || rr.startsWith('*.');
}
