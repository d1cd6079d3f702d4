import { isUrlForward } from './value-rules.ts';

/**
 * Which record types cannot stand together under one name on one line? (Different lines never conflict.)
 *
 * | below the zone | conflicts with                                    |
 * |----------------|---------------------------------------------------|
 * | NS             | everything but NS                                 |
 * | CNAME, ALIAS   | everything but itself                             |
 * | URL forward    | A, AAAA, URL forward, NS, CNAME                   |
 * | others         | NS, CNAME; addresses with URL forward             |
 *
 * | the zone itself (`@`) | conflicts with                                                |
 * |-----------------------|---------------------------------------------------------------|
 * | NS                    | nothing                                                       |
 * | CNAME                 | A, AAAA, ALIAS, URL forward, SRV, CAA, SVCB, HTTPS            |
 * | ALIAS                 | CNAME, A, AAAA                                                |
 * | URL forward           | CNAME, A, AAAA, URL forward                                   |
 *
 * The provider published an older table for all names and a newer one for `@`; what it does below the zone
 * today is not documented, so the older table is used there, with several CNAMEs allowed because weighting
 * needs them.
 */
export function typesConflict(rr: string, one: string, other: string): boolean {
  const isApex = rr === '@';
  return conflicts(isApex, one, other) || conflicts(isApex, other, one);
}

const BESIDE_CNAME_AT_APEX = new Set(['NS', 'MX', 'TXT', 'CNAME']);

function conflicts(isApex: boolean, one: string, other: string): boolean {
  const isAddress = other === 'A' || other === 'AAAA';
  if (isUrlForward(one)) return isAddress || isUrlForward(other) || other === 'CNAME';
  if (one === 'ALIAS') return isAddress || other === 'CNAME' || (!isApex && other !== 'ALIAS');
  if (one === 'CNAME') return isApex ? !BESIDE_CNAME_AT_APEX.has(other) : other !== 'CNAME';
  return one === 'NS' && !isApex && other !== 'NS';
}
