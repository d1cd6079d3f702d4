// How does what a node of a large cluster knows of all others stand on the wire? Bytes and bits in base64.
import type { Vectors } from '../model/heartbeat.ts';
import { isAbsentOr, isKeyed, isListOf, isWord } from './shape.ts';

/** A cluster has at most so many nodes. */
const MOST_NODES = 4_096;
const MOST_GROUPS = 64;

/** `miss` and `lack` are left out when there is nothing in them. */
export function encodeVectors({ ages, reach, missing, lacks }: Vectors): object {
  return {
    age: inBase64(ages),
    reach: inBase64(reach),
    ...(missing.length === 0
      ? {}
      : { miss: missing.map(({ who, whom }) => [inBase64(who), inBase64(whom)]) }),
    ...(lacks === null ? {} : { lack: inBase64(lacks) }),
  };
}

/** null: absent, or not to be understood. */
export function parseVectors(value: unknown): Vectors | null {
  if (!isKeyed(value)) return null;
  const { age, reach, miss, lack } = value;
  if (!isBytes(age) || !isBytes(reach) || !isAbsentOr(miss, isGroups) || !isAbsentOr(lack, isBytes))
    return null;
  const ages = fromBase64(age);
  const bits = (ages.length + 7) >> 3;
  const missing = (miss ?? []).map(([who, whom]) => ({ who: fromBase64(who), whom: fromBase64(whom) }));
  const lacks = typeof lack === 'string' ? fromBase64(lack) : null;
  const vectors = { ages, reach: fromBase64(reach), missing, lacks };
  const isWhole =
    vectors.reach.length === ages.length &&
    missing.every(({ who, whom }) => who.length === bits && whom.length === bits) &&
    (lacks === null || lacks.length === bits);
  return isWhole ? vectors : null;
}

const MOST_BYTES = (MOST_NODES * 4) / 3 + 4;

function isBytes(value: unknown): value is string {
  return isWord(value) && value.length <= MOST_BYTES;
}

function isGroups(value: unknown): value is readonly (readonly [string, string])[] {
  return isListOf(value, isGroup) && value.length <= MOST_GROUPS;
}

function isGroup(value: unknown): value is readonly [who: string, whom: string] {
  return Array.isArray(value) && value.length === 2 && isBytes(value[0]) && isBytes(value[1]);
}

function inBase64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64');
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
