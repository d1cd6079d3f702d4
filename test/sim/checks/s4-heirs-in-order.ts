/**
 * S4, too: a dead node's cell goes to the first of its heirs, or it moves twice. Nobody takes it within tPass of the
 * death while somebody good stands before it in the order by which it goes.
 */
import type { CreateCheck } from './check.ts';
import { name, seconds } from './evidence.ts';
import { successionOf } from './order.ts';

const CLOCKS = 0.98;

export const heirsInOrder: CreateCheck = ({ world, truth, ledger, report }) => ({
  promise: 'S4',
  onWrite: (write) => {
    const { facts } = ledger;
    const { node } = write;
    if (node === null || facts === null || facts.sent?.why !== 'holder-dead') return;
    const { cell, sent, victim } = facts;
    const deadSince = victim === null ? null : truth.deadSince(victim);
    if (deadSince === null || sent.configuration === null || world.cloned.size > 0) return;
    if (truth.isAssumptionBroken() || write.at - deadSince >= world.timers.passMs * CLOCKS) return;
    const order = successionOf(cell.key, sent.configuration);
    const before = order.slice(0, Math.max(0, order.indexOf(node)));
    const passedOver = before.find((id) => id !== victim && truth.isGood(id, cell.family));
    if (passedOver === undefined) return;
    report(
      name(write),
      `${passedOver} is before ${node} in the order, and ${String(victim)} has been dead for ${seconds(write.at - deadSince)} only`,
    );
  },
});
