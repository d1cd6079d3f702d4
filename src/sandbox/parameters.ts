import { invalid, missing } from './refusal.ts';

/** Reads the parameters of one call, refusing what is missing or out of range as the gateway does. */
export interface Parameters {
  /** The text, or null when it is absent or empty. */
  text(name: string): string | null;
  required(name: string): string;
  /** A whole number within the limits; `fallback` when absent. */
  integer(name: string, fallback: number, least: number, most: number): number;
  /** `true` or `false`, ignoring case. */
  flag(name: string, fallback: boolean): boolean;
}

export function parameters(values: ReadonlyMap<string, string>): Parameters {
  const text = (name: string): string | null => {
    const value = values.get(name);
    return value === undefined || value === '' ? null : value;
  };
  return {
    text,
    required(name) {
      const value = text(name);
      if (value === null) throw missing(name);
      return value;
    },
    integer(name, fallback, least, most) {
      const value = text(name);
      if (value === null) return fallback;
      if (!/^-?\d{1,12}$/.test(value)) throw invalid(name);
      const number = Number(value);
      if (number < least || number > most) throw invalid(name);
      return number;
    },
    flag(name, fallback) {
      const value = text(name)?.toLowerCase();
      if (value === undefined) return fallback;
      if (value !== 'true' && value !== 'false') throw invalid(name);
      return value === 'true';
    },
  };
}

/** The parameters that every request carries; they never reach the journal. */
const COMMON = new Set([
  'Action',
  'Version',
  'Format',
  'AccessKeyId',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'SignatureType',
  'Timestamp',
  'Signature',
  'SecurityToken',
]);

/** The action's own parameters, for the journal: no credential, nonce or signature among them. */
export function ownParameters(values: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...values].filter(([name]) => !COMMON.has(name)));
}
