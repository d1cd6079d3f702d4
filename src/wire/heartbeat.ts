// How does a heartbeat stand in `hb`, the key by which nodes of this program recognise each other?
import { z } from 'zod';

import type { Capability, Heartbeat, News, Statement, ToldZones } from '../model/heartbeat.ts';
import { remembered } from '../platform/remember.ts';
import { amount, keyed, listOf, quoted, recordOf } from './json-text.ts';
import { isAbsentOr, isAmount, isCount, isKeyed, isText, isWord, isWordList, readRecord } from './shape.ts';
import { readStamp } from './stamp.ts';
import { encodeVectors, parseVectors } from './vectors.ts';

const PROTOCOL = 2;
const MAX_PREVIOUS = 8;
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
  return {
    from,
    to,
    boot,
    seq,
    stamp,
    ...(value['out'] === true ? { isToStranger: true } : {}),
    ...readZones(value['zones']),
    capabilities: (caps ?? []).filter(isCapability),
    statement,
    seen,
    ...(typeof sv === 'number' ? { edition: sv } : {}),
    ...readVectors(value['vec']),
    news: (news ?? []).flatMap(readNews),
  };
}

const statementTexts = new WeakMap<Statement, string>();

function encodeStatement(statement: Statement): string {
  const known = statementTexts.get(statement);
  if (known !== undefined) return known;
  const text = JSON.stringify(plainStatement(statement));
  statementTexts.set(statement, text);
  return text;
}

function plainStatement(statement: Statement): object {
  return {
    v4: statement.v4,
    v6: statement.v6,
    prev: statement.previous.slice(0, MAX_PREVIOUS),
    prov: statement.providerUp,
    fit: {
      v4: statement.fitV4,
      v6: statement.fitV6,
      svc: Object.fromEntries(statement.unfitServices.map((key) => [key, false])),
    },
    yield: statement.yields,
    ...(statement.moved === undefined ? {} : { moved: statement.moved }),
    drain: statement.draining,
  };
}

const nodeCode = z.string().min(1);
const address = z.string().min(1).max(64);

const statementSchema = z
  .object({
    v4: address.nullish(),
    v6: address.nullish(),
    prev: z.array(address).nullish(),
    prov: z.boolean(),
    fit: z.object({
      v4: z.boolean(),
      v6: z.boolean(),
      svc: z.record(z.string(), z.boolean()).nullish(),
    }),
    yield: z.record(z.string(), nodeCode).nullish(),
    moved: z.record(z.string(), z.int().min(0)).nullish(),
    drain: z.boolean().nullish(),
  })
  .transform((wire): Statement => ({
    v4: wire.v4 ?? null,
    v6: wire.v6 ?? null,
    previous: (wire.prev ?? []).slice(0, MAX_PREVIOUS),
    providerUp: wire.prov,
    fitV4: wire.fit.v4,
    fitV6: wire.fit.v6,
    unfitServices: Object.entries(wire.fit.svc ?? {}).flatMap(([key, isFit]) => (isFit ? [] : [key])),
    yields: wire.yield ?? {},
    ...(wire.moved === undefined || wire.moved === null ? {} : { moved: wire.moved }),
    draining: wire.drain ?? false,
  }));

const STATEMENTS_KEPT = 1_024;

/** A node says the same for hours, and everybody passes it on: the same text gives the same object. */
const statementIn = remembered(STATEMENTS_KEPT, (json): Statement | null => {
  const parsed = statementSchema.safeParse(JSON.parse(json));
  return parsed.success ? parsed.data : null;
});

function readStatement(value: unknown): Statement | null {
  return value === undefined ? null : statementIn(JSON.stringify(value));
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

/** Garbled ones say nothing; the message itself is as good as any. */
function readVectors(value: unknown): Pick<Heartbeat, 'vectors'> {
  const vectors = parseVectors(value);
  return vectors === null ? {} : { vectors };
}

function encodeZones({ digest, ageMs, ownAgeMs }: ToldZones): string {
  return `[${quoted(digest)},${amount(ageMs)},${amount(ownAgeMs)}]`;
}

const DIGEST = /^[0-9a-f]{16}$/;

/** What cannot be read is as good as not told. */
function readZones(value: unknown): Pick<Heartbeat, 'zones'> {
  if (!isList(value) || value.length !== 3) return {};
  const [digest, ageMs, ownAgeMs] = value;
  if (!isWord(digest) || !DIGEST.test(digest) || !isAmount(ageMs) || !isAmount(ownAgeMs)) return {};
  return { zones: { digest, ageMs: Math.min(ageMs, MAX_AGE_MS), ownAgeMs: Math.min(ownAgeMs, MAX_AGE_MS) } };
}

/** One entry that cannot be read must not silence its bearer. An age below zero would make a node look younger. */
function readNews(entry: unknown): readonly News[] {
  if (!isKeyed(entry)) return [];
  const { n, boot, seq, age, exit, caps } = entry;
  if (!isText(n) || !isBoot(boot) || !isCount(seq) || !isAmount(age)) return [];
  if (!isAbsentOr(exit, isAmount) || !isAbsentOr(caps, isWordList)) return [];
  const statement = readStatement(entry['st']);
  if (statement === null) return [];
  return [
    {
      nodeId: n,
      boot,
      seq,
      ageMs: Math.min(age, MAX_AGE_MS),
      statement,
      ...(typeof exit === 'number' ? { exitAgeMs: Math.min(exit, MAX_AGE_MS) } : {}),
      ...(isList(caps) ? { capabilities: caps.filter(isCapability) } : {}),
    },
  ];
}

/** Capabilities of later versions are passed over. */
function isCapability(word: string): word is Capability {
  return word === 'wit' || word === 'yield';
}
