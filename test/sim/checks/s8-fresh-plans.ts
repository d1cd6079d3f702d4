/**
 * S8: fresh plans. A write is sent at most tFresh after its deciding read was sent, waits at most tProv for its turn
 * and its way, and no stop lies between the two.
 */
import type { CreateCheck } from './check.ts';
import { planMs } from './bounds.ts';
import { name, seconds } from './evidence.ts';

export const freshPlans: CreateCheck = ({ world, truth, ledger, report }) => ({
  promise: 'S8',
  onCall: (node, { action, recordId }) => {
    if (action !== 'updateValue' || world.cloned.has(node)) return;
    const cell = ledger.cells.get(recordId ?? '');
    const sent = cell === undefined ? null : ledger.sentBy(node, cell);
    const readSentAt = sent?.readSentAt ?? null;
    if (cell === undefined || sent === null || readSentAt === null) return;
    const { stallMs, tickMs } = world.timers;
    // What a process cannot notice is no stop.
    const stoppedUntil = truth.stoppedUntil(node, (stallMs + tickMs) * 1.01);
    if (stoppedUntil <= readSentAt) return;
    report(
      `${seconds(sent.at)} ${node} ${cell.key}: sends ${String(sent.value)}`,
      `it was read at ${seconds(readSentAt)}, and the process was stopped until ${seconds(stoppedUntil)}`,
    );
  },
  onWrite: (write) => {
    const { facts } = ledger;
    if (facts === null || write.node === null || world.cloned.has(write.node)) return;
    const readSentAt = facts.sent?.readSentAt ?? -Infinity;
    if (write.at - readSentAt <= planMs(world.timers)) return;
    report(name(write), `the deciding read was sent ${seconds(write.at - readSentAt)} before`);
  },
});
