import { parseAddress } from './cidr.ts';
import { invalid, refusal } from './refusal.ts';

/**
 * Is a value fit for its record type, and how does Alidns keep it? It drops the final dot of names, and the
 * double quotes and trailing blanks of texts.
 */
export const RECORD_TYPES = [
  'A',
  'AAAA',
  'CNAME',
  'MX',
  'NS',
  'TXT',
  'SRV',
  'CAA',
  'REDIRECT_URL',
  'FORWARD_URL',
  'HTTPS',
  'SVCB',
  'ALIAS',
] as const;

export type KnownType = (typeof RECORD_TYPES)[number];

/** Texts of 511 bytes were seen to pass, of 764 to fail; the provider's page says 512 characters. */
const MAX_TEXT_BYTES = 512;
const MAX_URL_CHARACTERS = 500;
const HOST_NAME = /^(?=.{1,253}$)([\p{Script=Han}a-z0-9_-]{1,63}\.)*[\p{Script=Han}a-z0-9_-]{1,63}$/iu;

export function isUrlForward(type: string): boolean {
  return type === 'REDIRECT_URL' || type === 'FORWARD_URL';
}

/** The type in upper case; an old misspelling of FORWARD_URL is accepted. */
export function knownType(given: string): KnownType {
  const upper = given.toUpperCase();
  const wanted = upper === 'FORWORD_URL' ? 'FORWARD_URL' : upper;
  const type = RECORD_TYPES.find((candidate) => candidate === wanted);
  if (type === undefined) throw invalid('Type');
  return type;
}

/** The value as it is kept, or a refusal. */
export function keptValue(type: KnownType, given: string): string {
  switch (type) {
    case 'A':
      return accept(given, !given.includes(':') && parseAddress(given)?.family === 4);
    case 'AAAA':
      return accept(given, given.includes(':') && parseAddress(given) !== null);
    case 'CNAME':
    case 'MX':
    case 'NS':
    case 'ALIAS':
      return keptName(given);
    case 'TXT':
      return keptText(given);
    case 'SRV':
      return accept(given, /^\d{1,5} \d{1,5} \d{1,5} \S+$/.test(given));
    case 'CAA':
      return accept(given, /^\d{1,3} (issue|issuewild|iodef) "[^"]*"$/.test(given));
    case 'REDIRECT_URL':
    case 'FORWARD_URL':
      return accept(given, given.length <= MAX_URL_CHARACTERS && /^(https?:\/\/)?[^\s/]+\S*$/.test(given));
    case 'HTTPS':
    case 'SVCB':
      return accept(given, /^\d{1,5} \S+/.test(given));
  }
}

function keptName(given: string): string {
  const name = given.replace(/\.$/, '');
  return accept(name, HOST_NAME.test(name) && parseAddress(name) === null);
}

function keptText(given: string): string {
  const kept = given.replaceAll('"', '').trimEnd();
  return accept(kept, kept !== '' && new TextEncoder().encode(kept).length <= MAX_TEXT_BYTES);
}

function accept(value: string, isFit: boolean): string {
  if (!isFit) throw refusal('SubDomainInvalid.Value');
  return value;
}
