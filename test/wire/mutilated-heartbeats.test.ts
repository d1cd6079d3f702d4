// What becomes of a heartbeat, part by part, when that part is garbled, missing, or unknown? The table says it all;
// a generator makes heartbeats and draws what befalls them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Heartbeat, News, Statement } from '../../src/model/heartbeat.ts';
import { encodeHeartbeat, parseHeartbeat } from '../../src/wire/heartbeat.ts';
import { Generator, seeded } from './generated.ts';

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };
type Wire = Record<string, unknown>;

/** Values that one key may get, and what the reader then makes of the whole: null drops it. */
interface Row<T> {
  readonly key: string;
  readonly values: readonly unknown[];
  readonly becomes: (whole: T, value: unknown) => T | null;
}

const GONE = undefined;
const dropped = (): null => null;
const unchanged = <T>(whole: T): T => whole;
const without =
  <T extends object>(key: keyof T) =>
  (whole: T): T =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)) as T;
const having =
  <T extends object>(change: Partial<T>) =>
  (whole: T): T => ({ ...whole, ...change });

const LONG = 'x'.repeat(65);
const noText = [GONE, null, '', 7, true, [], {}, ['a']];
const noBoot = [...noText, LONG];
const brokenCount = [-1, 1.5, '1', true, [], {}, 2 ** 53, Infinity, -Infinity];
const noCount = [GONE, null, ...brokenCount];
const brokenAmount = [-1, -0.001, '1', false, [], {}, Infinity, NaN];
const noAmount = [GONE, null, ...brokenAmount];
const brokenList = ['x', 0, false, {}, { length: 0 }];
const brokenWords = [...brokenList, [1], ['wit', null], [['wit']]];
const noFlag = [GONE, null, 0, 1, 'true', '', [], {}];
const brokenAddress = ['', 7, true, [], {}, LONG];
const brokenRecord = ['x', 0, true, [], ['a']];
const noStamp = [
  GONE,
  null,
  {},
  'x',
  [],
  [3, 41],
  [3, 41, 'h', 1],
  [-1, 41, 'h'],
  [3, 1.5, 'h'],
  [3, 41, 7],
  [3, 41, LONG],
];
const noZones = [GONE, null, 'x', {}, [], ['0123456789abcdef', 1], ['0123456789abcdef', 1, 1, 1]];
const brokenZones = [
  ['0123456789ABCDEF', 1, 1],
  ['0123456789abcde', 1, 1],
  [7, 1, 1],
  ['0123456789abcdef', -1, 1],
];
const noVectors = [
  GONE,
  null,
  'x',
  [],
  {},
  { age: 'AAAA' },
  { age: 'AAAA', reach: 'AA==' },
  { age: 5, reach: 'AAAA' },
];
const brokenMarks = [
  ['b'],
  ['b', 1, 1],
  [1, 1],
  ['', 1],
  [LONG, 1],
  ['b', -1],
  ['b', '1'],
  { 0: 'b', 1: 1 },
  null,
];
const NINE = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const withPrototype = JSON.parse('{"a": ["b", 1], "__proto__": ["b", "no count"]}') as unknown;

const STATEMENT: readonly Row<Statement>[] = [
  { key: 'v4', values: brokenAddress, becomes: dropped },
  { key: 'v4', values: [GONE, null], becomes: having<Statement>({ v4: null }) },
  { key: 'v6', values: brokenAddress, becomes: dropped },
  { key: 'v6', values: ['x'.repeat(64)], becomes: having<Statement>({ v6: 'x'.repeat(64) }) },
  { key: 'prev', values: [...brokenList, [''], [7], [null], [LONG]], becomes: dropped },
  { key: 'prev', values: [GONE, null, []], becomes: having<Statement>({ previous: [] }) },
  { key: 'prev', values: [NINE], becomes: having<Statement>({ previous: NINE.slice(0, 8) }) },
  { key: 'prov', values: noFlag, becomes: dropped },
  { key: 'fit', values: [GONE, null, true, [], {}, { v4: true }, { v4: 1, v6: true }], becomes: dropped },
  {
    key: 'fit',
    values: [
      { v4: true, v6: true, svc: { a: 0 } },
      { v4: true, v6: true, svc: [] },
    ],
    becomes: dropped,
  },
  {
    key: 'fit',
    values: [{ v4: true, v6: false, svc: { a: false, b: true }, v7: 1 }],
    becomes: having<Statement>({ fitV4: true, fitV6: false, unfitServices: ['a'] }),
  },
  { key: 'yield', values: [...brokenRecord, { a: '' }, { a: 7 }, { a: null }], becomes: dropped },
  { key: 'yield', values: [GONE, null, {}], becomes: having<Statement>({ yields: {} }) },
  {
    key: 'moved',
    values: [...brokenRecord, { a: -1 }, { a: 1.5 }, { a: '1' }, { a: null }],
    becomes: dropped,
  },
  { key: 'moved', values: [{ a: 3, b: 0 }], becomes: having<Statement>({ moved: { a: 3, b: 0 } }) },
  { key: 'moved', values: [GONE, null], becomes: without<Statement>('moved') },
  { key: 'drain', values: ['', 0, [], {}], becomes: dropped },
  { key: 'drain', values: [GONE, null], becomes: having<Statement>({ draining: false }) },
  { key: 'mood', values: [null, 'sunny', {}], becomes: unchanged },
];

const NEWS: readonly Row<News>[] = [
  { key: 'n', values: noText, becomes: dropped },
  { key: 'boot', values: noBoot, becomes: dropped },
  { key: 'seq', values: noCount, becomes: dropped },
  { key: 'age', values: noAmount, becomes: dropped },
  { key: 'age', values: [1e308, 4e11], becomes: having<News>({ ageMs: 315_360_000_000 }) },
  { key: 'age', values: [0.5], becomes: having<News>({ ageMs: 0.5 }) },
  { key: 'exit', values: brokenAmount, becomes: dropped },
  { key: 'exit', values: [GONE, null], becomes: without<News>('exitAgeMs') },
  { key: 'exit', values: [1e308], becomes: having<News>({ exitAgeMs: 315_360_000_000 }) },
  { key: 'caps', values: brokenWords, becomes: dropped },
  { key: 'caps', values: [GONE, null], becomes: without<News>('capabilities') },
  {
    key: 'caps',
    values: [
      ['fly', 'wit'],
      ['wit', ''],
    ],
    becomes: having<News>({ capabilities: ['wit'] }),
  },
  { key: 'st', values: [GONE, null, 'x', [], {}], becomes: dropped },
  { key: 'mood', values: [null, 'sunny', {}], becomes: unchanged },
  ...inStatement<News>(),
];

const MESSAGE: readonly Row<Heartbeat>[] = [
  { key: 'p', values: [...noCount, 0, 1], becomes: dropped },
  { key: 'p', values: [3, 99], becomes: unchanged },
  { key: 'from', values: noText, becomes: dropped },
  { key: 'to', values: noText, becomes: dropped },
  { key: 'from', values: [LONG], becomes: having<Heartbeat>({ from: LONG }) },
  { key: 'boot', values: noBoot, becomes: dropped },
  { key: 'seq', values: noCount, becomes: dropped },
  { key: 'cfg', values: noStamp, becomes: dropped },
  { key: 'out', values: [GONE, null, false, 1, 'true', [true]], becomes: without<Heartbeat>('isToStranger') },
  { key: 'zones', values: [...noZones, ...brokenZones], becomes: without<Heartbeat>('zones') },
  { key: 'caps', values: brokenWords, becomes: dropped },
  { key: 'caps', values: [GONE, null, ['fly']], becomes: having<Heartbeat>({ capabilities: [] }) },
  { key: 'st', values: [GONE, null, 'x', [], {}], becomes: dropped },
  {
    key: 'seen',
    values: [...brokenRecord, ...brokenMarks.map((mark) => ({ a: ['b', 1], c: mark }))],
    becomes: dropped,
  },
  { key: 'seen', values: [GONE, null, {}], becomes: having<Heartbeat>({ seen: {} }) },
  { key: 'seen', values: [withPrototype], becomes: having<Heartbeat>({ seen: { a: ['b', 1] } }) },
  { key: 'sv', values: brokenCount, becomes: dropped },
  { key: 'sv', values: [GONE, null], becomes: without<Heartbeat>('edition') },
  { key: 'vec', values: noVectors, becomes: without<Heartbeat>('vectors') },
  { key: 'news', values: brokenList, becomes: dropped },
  { key: 'news', values: [GONE, null, [], [null, 'x', 7, [], {}]], becomes: having<Heartbeat>({ news: [] }) },
  { key: 'mood', values: [null, 'sunny', {}], becomes: unchanged },
  ...inStatement<Heartbeat>(),
];

/** A statement that cannot be read takes its bearer with it. */
function inStatement<T extends { readonly statement: Statement }>(): readonly Row<T>[] {
  return STATEMENT.map(({ key, values, becomes }) => ({
    key: `st.${key}`,
    values,
    becomes: (whole, value) => {
      const statement = becomes(whole.statement, value);
      return statement === null ? null : { ...whole, statement };
    },
  }));
}

function setIn(wire: Wire, path: string, value: unknown): void {
  const [key = '', ...rest] = path.split('.');
  if (rest.length > 0) setIn(wire[key] as Wire, rest.join('.'), value);
  else if (value === GONE) Reflect.deleteProperty(wire, key);
  else wire[key] = value;
}

const RUNS = 4_000;

function full(seed: number): Heartbeat {
  const bytes = new Uint8Array(3).fill(seed % 200);
  const heartbeat: Changeable<Heartbeat> = new Generator(seed).heartbeat();
  if (seed % 2 === 0) heartbeat.isToStranger = true;
  if (seed % 3 === 0) heartbeat.edition = seed;
  if (seed % 5 === 0) heartbeat.vectors = { ages: bytes, reach: bytes, missing: [], lacks: null };
  return heartbeat;
}

function wireOf(heartbeat: Heartbeat): Wire {
  return JSON.parse(encodeHeartbeat(heartbeat)) as Wire;
}

describe('a heartbeat of which one part is not as it should be', () => {
  const next = seeded(20);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;

  it('is read as the table says, in thousands of cases', () => {
    for (let seed = 0; seed < RUNS; seed += 1) {
      const heartbeat = full(seed);
      const wire = wireOf(heartbeat);
      const row = pick(MESSAGE);
      const value = pick(row.values);
      setIn(wire, row.key, value);
      const told = `seed ${seed}: ${row.key} = ${JSON.stringify(value)}`;
      assert.deepEqual(parseHeartbeat(wire), row.becomes(heartbeat, value), told);
    }
  });

  it('loses no more than the entry when it is one of its news', () => {
    for (let seed = 0; seed < RUNS; seed += 1) {
      const heartbeat = full(seed);
      if (heartbeat.news.length === 0) continue;
      const wire = wireOf(heartbeat);
      const index = Math.floor(next() * heartbeat.news.length);
      const row = pick(NEWS);
      const value = pick(row.values);
      setIn((wire['news'] as Wire[])[index] ?? {}, row.key, value);
      const news = heartbeat.news.flatMap((entry, place) => {
        const read = place === index ? row.becomes(entry, value) : entry;
        return read === null ? [] : [read];
      });
      const told = `seed ${seed}: news[${index}].${row.key} = ${JSON.stringify(value)}`;
      assert.deepEqual(parseHeartbeat(wire), { ...heartbeat, news }, told);
    }
  });

  for (const value of [GONE, null, 0, 'hb', true, [], [{}], {}]) {
    it(`is none at all when it is ${JSON.stringify(value)}`, () => {
      assert.equal(parseHeartbeat(value), null);
    });
  }
});
