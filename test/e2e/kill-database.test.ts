// The database goes away under a running cluster: steering goes on, changes are refused, and all is well when it
// is back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import { cellWrites, mark } from '../support/cell-writes.ts';
import type { TestCluster } from '../support/cluster-processes.ts';
import { eventually } from '../support/eventually.ts';
import { startMariadb } from '../support/mariadb.ts';
import { BOUNDS, SLACK_MS } from '../support/quick-timers.ts';
import { LABELS, startPair } from './kill-cluster.ts';

const server = await startMariadb();
const skip = 'skip' in server ? server.skip : false;
/** Of each of the two nodes: three lines, A and AAAA. */
const HELD = LABELS.length * 3 * 2;
/** The store promises an answer within 10 s, whatever it is. */
const ANSWER_MS = 10_000 + 2_000;

describe('a cluster whose database goes away', { skip }, () => {
  let cluster: TestCluster;

  before(async () => {
    if ('skip' in server) return;
    cluster = await startPair('away', server);
    await cluster.untilProven();
  });
  after(async () => {
    if ('skip' in server) return;
    server.resume();
    await cluster.close();
    await server.stop();
  });

  const setTimeoutMinutes = (timeoutMinutes: number): Promise<unknown> =>
    cluster.leader.daemon.client().edit({ kind: 'cluster-set', timeoutMinutes }, false);
  const isRefused = (error: unknown): boolean => {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'unavailable');
    assert.match(error.text.en, /database/i);
    return true;
  };
  const minutes = async (): Promise<number> => (await cluster.view('a')).configuration.timeoutMinutes;

  it('refuses changes while the database hangs, in time and without a trace', async (t) => {
    if ('skip' in server) return;
    await setTimeoutMinutes(21);
    server.pause();
    const begun = performance.now();
    await assert.rejects(setTimeoutMinutes(22), isRefused);
    const tookMs = performance.now() - begun;
    t.diagnostic(`refused after ${(tookMs / 1000).toFixed(1)} s`);
    assert.ok(tookMs < ANSWER_MS);
    assert.equal(await minutes(), 21);
    server.resume();
    await eventually(() => setTimeoutMinutes(23), ANSWER_MS, 'a change being accepted again');
    assert.equal(await minutes(), 23);
    assert.deepEqual(
      cellWrites(cluster.sandbox).filter(({ keyId }) => keyId !== null),
      [],
    );
  });

  it('goes on steering while the database is down, and refuses changes', async (t) => {
    if ('skip' in server) return;
    await server.stop();
    const begun = performance.now();
    await assert.rejects(setTimeoutMinutes(24), isRefused);
    t.diagnostic(`refused after ${(performance.now() - begun).toFixed(0)} ms`);
    const since = mark(cluster.sandbox);
    const diedAt = Date.now();
    await cluster.node('b').daemon.kill();
    await eventually(
      () => cellWrites(cluster.sandbox, since).length >= HELD,
      BOUNDS.takeOverMs(HELD),
      'the dead node’s records being taken over',
    );
    const taken = cellWrites(cluster.sandbox, since);
    assert.equal(taken.length, HELD);
    assert.ok(taken.every(({ keyId, outcome }) => keyId === cluster.node('a').keyId && outcome === 'OK'));
    t.diagnostic(`taken over ${(((taken.at(-1)?.at ?? 0) - diedAt) / 1000).toFixed(1)} s after the death`);
    const view = await cluster.view('a');
    assert.equal(view.isStoreReachable, false);
    assert.equal(view.configuration.timeoutMinutes, 23);
  });

  it('starts a node that waits for its database, and is whole again when it is back', async (t) => {
    if ('skip' in server) return;
    const { daemon } = cluster.node('b');
    const ended = daemon.spawn();
    await eventually(() => daemon.output.includes('"store-down"'), 2 * ANSWER_MS, 'the node saying so');
    assert.ok(daemon.isRunning);
    const since = mark(cluster.sandbox);
    const backAt = Date.now();
    await server.restart();
    await eventually(() => setTimeoutMinutes(25), ANSWER_MS, 'a change being accepted again');
    t.diagnostic(`changeable ${Date.now() - backAt} ms after the database was asked to start`);
    await eventually(
      () =>
        cellWrites(cluster.sandbox, since).filter(({ keyId }) => keyId === cluster.node('b').keyId).length ===
        HELD,
      BOUNDS.handBackMs(HELD) + ANSWER_MS,
      'the records being handed back',
    );
    t.diagnostic(`handed back after ${((Date.now() - backAt) / 1000).toFixed(1)} s`);
    await eventually(
      async () => (await cluster.view('a')).isStoreReachable,
      SLACK_MS,
      'the leader seeing its database',
    );
    const [row] = await server.select(`select count(*) as n from away_a.${await journalTable()}`);
    assert.ok(Number(row?.['n']) >= HELD, 'what was done meanwhile is in the journal');
    assert.equal((await cluster.view('b')).configuration.timeoutMinutes, 25);
    assert.ok(daemon.isRunning);
    void ended;
  });

  async function journalTable(): Promise<string> {
    if ('skip' in server) return '';
    const rows = await server.select(
      "select table_name as t from information_schema.tables where table_schema='away_a' and table_name like '%journal%'",
    );
    return String(rows[0]?.['t']);
  }
});
