// Promises about address records that hold in every story, checked on the sandbox's journal.
import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ask, summary } from '../sandbox/dns-client.ts';
import { PROVIDER_LINES, type CellWrite, type LineCode } from '../support/cell-writes.ts';
import type { TestCluster, TestNode } from '../support/cluster-processes.ts';
import { ZONE } from '../support/cluster-processes.ts';

/** Every write was an update that changed its record: nothing made, deleted, repeated or refused. */
export function assertNoNeedlessWrite(writes: readonly CellWrite[]): void {
  for (const write of writes) {
    const told = JSON.stringify(write);
    assert.equal(write.action, 'UpdateDomainRecord', told);
    assert.equal(write.outcome, 'OK', told);
    assert.notEqual(write.after, write.before, told);
    assert.notEqual(write.after, null, told);
  }
}

/** Each of these cells was written exactly once, and no other was. Answers who wrote: cell to key id. */
export function assertWrittenOnce(
  writes: readonly CellWrite[],
  cells: readonly string[],
): ReadonlyMap<string, string | null> {
  assertNoNeedlessWrite(writes);
  assert.deepEqual(writes.map(({ cell }) => cell).sort(), [...cells].sort());
  return new Map(writes.map(({ cell, keyId }) => [cell, keyId]));
}

/** Names of the cells on these lines, for all services and families of a cluster. */
export function cellsOn(
  lines: readonly LineCode[],
  services: readonly string[],
  types: readonly ('A' | 'AAAA')[] = ['A', 'AAAA'],
): readonly string[] {
  return services.flatMap((rr) =>
    types.flatMap((type) => lines.map((line) => `${rr} ${type} ${PROVIDER_LINES[line]}`)),
  );
}

/** Each cell once, with the address of the node that should hold it. */
export function expectedValues(
  holders: readonly (readonly [TestNode, readonly LineCode[]])[],
  services: readonly string[],
): ReadonlyMap<string, string> {
  const entries = holders.flatMap(([node, lines]) => [
    ...cellsOn(lines, services, ['A']).map((cell) => [cell, node.v4] as const),
    ...cellsOn(lines, services, ['AAAA']).map((cell) => [cell, node.v6] as const),
  ]);
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A visitor of each line, by the blocks of the sandbox's example table. */
export const VISITORS: Readonly<Record<LineCode, string>> = {
  default: '100.100.100.0/24',
  CT: '198.51.100.0/24',
  CU: '203.0.113.0/24',
  CMCC: '192.0.2.0/24',
  CNEdu: '198.18.4.0/24',
  OverSea: '198.18.5.0/24',
};

/** What a visitor of a line is told when asking for a name of the test zone. */
export async function answerTo(sandbox: Sandbox, line: LineCode, label = 'www', type = 'A'): Promise<string> {
  const question = { name: `${label}.${ZONE}`, type, subnet: VISITORS[line] };
  return summary(await ask(sandbox.dnsPort, question)).replace(/^NOERROR /, '');
}

/** Nothing but values has changed since the records were made. */
export function assertConserved(cluster: TestCluster, made: ReadonlyMap<string, string>): void {
  const records = cluster.sandbox.records(ZONE).filter(({ type }) => type === 'A' || type === 'AAAA');
  const shape = new Map(records.map((record) => [record.id, shapeOf(record)]));
  assert.deepEqual(shape, made);
}

/** Everything of the address records but their values, by id. */
export function shapesOf(sandbox: Sandbox): ReadonlyMap<string, string> {
  return new Map(
    sandbox
      .records(ZONE)
      .filter(({ type }) => type === 'A' || type === 'AAAA')
      .map((record) => [record.id, shapeOf(record)]),
  );
}

function shapeOf(record: ReturnType<Sandbox['records']>[number]): string {
  const { rr, type, line, ttl, isEnabled, isLocked, weight, remark } = record;
  return JSON.stringify({ rr, type, line, ttl, isEnabled, isLocked, weight, remark });
}

/** Time from `since` to the last of the writes, in seconds with one decimal, for people. */
export function secondsUntilLast(writes: readonly CellWrite[], since: number): string {
  const last = Math.max(...writes.map(({ at }) => at));
  return ((last - since) / 1000).toFixed(1);
}
