// How does a heartbeat stand in `hb`, the key by which nodes of this program recognise each other?
import type { Draft } from '../model/draft.ts';
import type { Capability, Heartbeat, News, ToldZones } from '../model/heartbeat.ts';
import { amount, keyed, listOf, quoted, recordOf } from './json-text.ts';
import { isAbsentOr, isAmount, isCount, isKeyed, isText, isWord, isWordList, readRecord } from './shape.ts';
import { readStamp } from './stamp.ts';
import { encodeStatement, readStatement } from './statement.ts';
import { encodeVectors, parseVectors } from './vectors.ts';

const PROTOCOL = 2;
/** Ten years. What is older is as good as never heard, and the instant it stands for still has a date. */
const MAX_AGE_MS = 10 * 365 * 24 * 3_600_000;

/** JSON in the compact form of protocol 2. It is most of what nodes send, hence written from parts that stay the same. */
export function encodeHeartbeat(heartbeat: Heartbeat): string {
  const { from, to, boot, seq, stamp } = heartbeat;
  return (
    `{"p":${PROTOCOL},"from":${quoted(from)},"to":${quoted(to)},"boot":${quoted(boot)},"seq":${amount(seq)}` +
    `,"cfg":[${amount(stamp.epoch)},${amount(stamp.version)},${quoted(stamp.hash)}]` +
    (heartbeat.isToStranger === true ? ',"out":true' : '') +
    keyed('zones', heartbeat.zones, encodeZones) +
    `,"caps":${encodeWords(heartbeat.capabilities)},"st":${encodeStatement(heartbeat.statement)}` +
    `,"seen":${recordOf(heartbeat.seen, encodeMark)}` +
    keyed('sv', heartbeat.edition, amount) +
    keyed('vec', heartbeat.vectors, (vectors) => JSON.stringify(encodeVectors(vectors))) +
    `,"news":${listOf(heartbeat.news, encodeNews)}}`
  );
}

function encodeNews({ nodeId, boot, seq, ageMs, statement, exitAgeMs, capabilities }: News): string {
  return (
    `{"n":${quoted(nodeId)},"boot":${quoted(boot)},"seq":${amount(seq)},"age":${amount(ageMs)}` +
    `,"st":${encodeStatement(statement)}` +
    `${keyed('exit', exitAgeMs, amount)}${keyed('caps', capabilities, encodeWords)}}`
  );
}

function encodeMark([boot, seq]: readonly [boot: string, seq: number]): string {
  return `[${quoted(boot)},${amount(seq)}]`;
}

function encodeWords(words: readonly string[]): string {
  return listOf(words, quoted);
}

/** null when absent or garbled: the sender then counts as one that knows no heartbeats. */
export function parseHeartbeat(value: unknown): Heartbeat | null {
  if (!isKeyed(value)) return null;
  const { p, from, to, boot, seq, caps, sv, news } = value;
  if (!isCount(p) || p < PROTOCOL || !isText(from) || !isText(to) || !isBoot(boot) || !isCount(seq))
    return null;
  if (!isAbsentOr(caps, isWordList) || !isAbsentOr(sv, isCount) || !isAbsentOr(news, isList)) return null;
  const stamp = readStamp(value['cfg']);
  const seen = readRecord(value['seen'], isMark);
  const statement = readStatement(value['st']);
  if (stamp === null || seen === null || statement === null) return null;
  const heartbeat: Draft<Heartbeat> = {
    from,
    to,
    boot,
    seq,
    stamp,
    statement,
    seen,
    capabilities: (caps ?? []).filter(isCapability),
    news: readAll(news ?? [], readNews),
  };
  const zones = readZones(value['zones']);
  const vectors = parseVectors(value['vec']);
  if (value['out'] === true) heartbeat.isToStranger = true;
  if (zones !== null) heartbeat.zones = zones;
  if (typeof sv === 'number') heartbeat.edition = sv;
  // Garbled ones say nothing, and the message stands all the same.
  if (vectors !== null) heartbeat.vectors = vectors;
  return heartbeat;
}

/** One entry that cannot be read must not silence its bearer. */
function readAll<T>(entries: readonly unknown[], read: (entry: unknown) => T | null): readonly T[] {
  return entries.map(read).filter((entry) => entry !== null);
}

function isBoot(value: unknown): value is string {
  return isText(value, 64);
}

/** The newest (boot, seq) of a node. */
function isMark(value: unknown): value is readonly [boot: string, seq: number] {
  return Array.isArray(value) && value.length === 2 && isBoot(value[0]) && isCount(value[1]);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function encodeZones({ digest, ageMs, ownAgeMs }: ToldZones): string {
  return `[${quoted(digest)},${amount(ageMs)},${amount(ownAgeMs)}]`;
}

const DIGEST = /^[0-9a-f]{16}$/;

/** What cannot be read is as good as not told. */
function readZones(value: unknown): ToldZones | null {
  if (!isList(value) || value.length !== 3) return null;
  const [digest, ageMs, ownAgeMs] = value;
  if (!isWord(digest) || !DIGEST.test(digest) || !isAmount(ageMs) || !isAmount(ownAgeMs)) return null;
  return { digest, ageMs: Math.min(ageMs, MAX_AGE_MS), ownAgeMs: Math.min(ownAgeMs, MAX_AGE_MS) };
}

/** null: it cannot be read. An age below zero would make a node look younger. */
function readNews(entry: unknown): News | null {
  if (!isKeyed(entry)) return null;
  const { n, boot, seq, age, exit, caps } = entry;
  if (!isText(n) || !isBoot(boot) || !isCount(seq) || !isAmount(age)) return null;
  if (!isAbsentOr(exit, isAmount) || !isAbsentOr(caps, isWordList)) return null;
  const statement = readStatement(entry['st']);
  if (statement === null) return null;
  const news: Draft<News> = { nodeId: n, boot, seq, ageMs: Math.min(age, MAX_AGE_MS), statement };
  if (typeof exit === 'number') news.exitAgeMs = Math.min(exit, MAX_AGE_MS);
  if (isList(caps)) news.capabilities = caps.filter(isCapability);
  return news;
}

/** Capabilities of later versions are passed over. */
function isCapability(word: string): word is Capability {
  return word === 'wit' || word === 'yield';
}
