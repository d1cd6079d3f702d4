/**
 * S5: no idle writes. No update carries the value that the provider has held for longer than a read may be old, nor
 * one that the same process has brought there, however lately: it waits until it can see what became of it. When
 * all is quiet a node writes its witness once a day as a self-test and nothing else, and reads a zone at most 70 times
 * an hour and at least every recMost.
 */
import type { CreateCheck } from './check.ts';
import { planMs } from './bounds.ts';
import { name, seconds } from './evidence.ts';

const MOST_READS_PER_HOUR = 70;
/** Clocks, a tick, and a read at its slowest. */
const CLOCKS = 1.02;
const READ_MS = 7_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const noIdleWrites: CreateCheck = ({ world, truth, ledger, report }) => ({
  promise: 'S5',
  onCall: (node, { action, recordId, value }) => {
    if (action !== 'updateValue') return;
    const cell = ledger.cells.get(recordId ?? '');
    if (cell?.record.value !== value || truth.isAssumptionBroken()) return;
    const { now } = world.time;
    const isOwn = cell.writer === node && cell.changedAt > (truth.startedAt(node) ?? now);
    if (isOwn && !world.cloned.has(node)) {
      report(`${seconds(now)} ${node} ${cell.key}: sends ${value} again, which it has written itself`);
      return;
    }
    if (now - cell.changedAt <= world.timers.readDelayMs + planMs(world.timers)) return;
    report(
      `${seconds(now)} ${node} ${cell.key}: sets ${value}, which has stood there for ${seconds(now - cell.changedAt)}`,
    );
  },
  atEnd: (quietSince) => {
    const { now } = world.time;
    // A node that stays away keeps the others' witnesses in use, and their reads frequent.
    const { allGoodSince } = truth;
    if (allGoodSince === null || allGoodSince > quietSince || world.network.cutCount > 0) return;
    const hours = Math.max(1, (now - quietSince) / HOUR_MS);
    const days = 1 + Math.floor((now - quietSince) / DAY_MS);
    for (const id of world.machines.keys()) {
      const tests = world.witnessWrites(quietSince).filter(({ node }) => node === id);
      const surplus = tests[days];
      if (surplus !== undefined) report(name(surplus), `${tests.length} witness writes while all was quiet`);
      const zones = new Set(ledger.newest.services.map(({ zone }) => zone)).size || 1;
      const reads = world.readsOf(id, quietSince).length / zones / hours;
      if (reads > MOST_READS_PER_HOUR)
        report(`${id} reads a zone ${reads.toFixed(0)} times an hour while all is quiet`);
      // Without a service there is nothing to read.
      if (ledger.newest.services.length === 0) continue;
      const times = [quietSince, ...world.readsOf(id, quietSince), now];
      const pause = Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
      if (pause > world.timers.readMostMs * CLOCKS + READ_MS)
        report(`${id} does not read for ${seconds(pause)} while all is quiet`);
    }
  },
});
