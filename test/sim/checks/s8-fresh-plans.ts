/**
 * S8: fresh plans. A write is sent at most tFresh after its deciding read was sent, takes effect at most tProv after
 * that, and no stop lies between the two.
 */
import type { CreateCheck } from './check.ts';
import { planMs } from './bounds.ts';
import { name, seconds } from './evidence.ts';

const CLOCKS = 1.01;
/** Within the rate that the account allows. */
const SENDING_MS = 500;

export const freshPlans: CreateCheck = ({ world, truth, ledger, report }) => ({
  promise: 'S8',
  onCall: (node, { action, recordId }) => {
    if (action !== 'updateValue' || world.cloned.has(node)) return;
    const cell = ledger.cells.get(recordId ?? '');
    const sent = cell === undefined ? null : ledger.sentBy(node, cell);
    const readSentAt = sent?.readSentAt ?? null;
    if (cell === undefined || sent === null || readSentAt === null) return;
    const { freshMs, stallMs, tickMs } = world.timers;
    const sends = `${seconds(sent.at)} ${node} ${cell.key}: sends ${String(sent.value)}`;
    // What a process cannot notice is no stop.
    const stoppedUntil = truth.stoppedUntil(node, (stallMs + tickMs) * 1.01);
    if (stoppedUntil > readSentAt) {
      report(
        sends,
        `it was read at ${seconds(readSentAt)}, and the process was stopped until ${seconds(stoppedUntil)}`,
      );
    } else if (sent.at - readSentAt > freshMs * CLOCKS + SENDING_MS) {
      report(sends, `the deciding read was sent ${seconds(sent.at - readSentAt)} before`);
    }
  },
  onWrite: (write) => {
    const { facts } = ledger;
    if (facts === null || write.node === null || world.cloned.has(write.node)) return;
    const readSentAt = facts.sent?.readSentAt ?? -Infinity;
    if (write.at - readSentAt <= planMs(world.timers)) return;
    report(name(write), `the deciding read was sent ${seconds(write.at - readSentAt)} before`);
  },
});
