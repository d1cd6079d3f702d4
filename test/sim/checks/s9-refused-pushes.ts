/**
 * S9, too: a rejected push leaves no trace. Between its arrival and the answer that refuses it nothing else happens in
 * the simulator, so all that a node knows and has stored must be what it was: configuration, stamp and bound leader, the
 * order of succession, who has which address, who was heard when, the journal. Nor is anything of it stored once more.
 * What may change is what says so, the alarms, and those only if the pusher knew the secret.
 */
import type { NodeState } from '../../../src/daemon/node-state.ts';
import { FAMILIES } from '../../../src/model/family.ts';
import type { Machine } from '../machine.ts';
import type { CreateCheck } from './check.ts';
import { seconds } from './evidence.ts';

/** Business codes: taken or held already; the secret is wrong. */
const DONE = 200;
const UNAUTHORIZED = 401;

/** What is compared, by the words it is told in. Whatever is never changed in place stands for itself. */
type Facts = ReadonlyMap<string, unknown>;

export const refusedPushes: CreateCheck = ({ world, report }) => ({
  promise: 'S9',
  onPush: (node) => {
    const machine = world.machines.get(node);
    const process = machine?.process ?? null;
    const before = machine === undefined || process === null ? null : factsOf(machine, process.state);
    return (answer) => {
      if (machine === undefined || process === null || before === null || answer === null) return;
      const code = codeOf(answer);
      // A process that has ended meanwhile leaves what it was about to do undone.
      if (code === DONE || machine.process !== process) return;
      const after = factsOf(machine, process.state);
      const traces = [...before].flatMap(([what, was]) => (after.get(what) === was ? [] : [what]));
      const told = code === UNAUTHORIZED ? traces : traces.filter((what) => what !== ALARMS);
      if (told.length === 0) return;
      report(
        `${seconds(world.time.now)} ${node} refuses a push with ${code}, and it leaves a trace`,
        `other than before: ${told.join(', ')}`,
      );
    };
  },
});

const ALARMS = 'alarms';

function codeOf(answer: string): number {
  return Number((JSON.parse(answer) as { readonly statusCode?: unknown }).statusCode);
}

function factsOf({ disk }: Machine, state: NodeState): Facts {
  const { cluster } = state;
  return new Map<string, unknown>([
    ['configuration', cluster.configuration],
    ['stamp', JSON.stringify(cluster.configuration.stamp)],
    ['bound leader', cluster.boundLeaderId],
    ['cells', state.cells],
    ['succession', state.succession],
    ['address book', JSON.stringify(addressesOf(state))],
    ['liveness', JSON.stringify(heardOf(state))],
    [ALARMS, JSON.stringify([...state.alarms])],
    ['stored identity', disk.identity],
    ['stored configuration', disk.cluster],
    ['stored memory', disk.memory],
    ['journal', disk.journal],
    ['list of made records', disk.madeRecords],
  ]);
}

/** By member and family: the present address, the former ones, and whose each of them is. */
function addressesOf({ book, cluster, identity }: NodeState): readonly unknown[] {
  return cluster.configuration.members.flatMap(({ id }) =>
    FAMILIES.map((family) => {
      const current = book.currentOf(id, family);
      const all = [...(current === null ? [] : [current]), ...book.previousOf(id, family)];
      return [id, family, current, all.map((one) => [one, book.holderOf(one, family, identity.id)])];
    }),
  );
}

function heardOf({ liveness }: NodeState): readonly unknown[] {
  return [...liveness.peers.values()].map(({ id, boot, seq, heardAt, ackedAt, stamp }) => [
    ...[id, boot, seq],
    ...[String(heardAt), String(ackedAt), stamp],
  ]);
}
