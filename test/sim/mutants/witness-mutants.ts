/** Planted faults of the witness record: when it is written, what it says, and how it counts. */
import type { Mutant } from './mutant.ts';

const SCHEDULE = 'src/cluster/witness-schedule.ts';
const PUBLISH = 'src/daemon/jobs/publish-witness.ts';
const BOARD = 'src/cluster/witness-board.ts';

export const WITNESS_MUTANTS: readonly Mutant[] = [
  {
    name: 'witness-never-published',
    what: 'The record is tested, and never written when it is needed.',
    file: PUBLISH,
    find: "if (act.kind === 'none' ||",
    replace: "if (act.kind !== 'self-test' ||",
    finds: ['S2'],
  },
  {
    name: 'published-on-unheard',
    what: 'A node publishes when it does not hear others, not when they do not hear it.',
    file: SCHEDULE,
    find: 'now - peer.ackedAt > timers.unackedMs',
    replace: 'now - peer.heardAt > timers.unackedMs',
    finds: ['S2'],
  },
  {
    name: 'unacked-above-dead',
    what: 'A node publishes only after the others may have found it dead.',
    file: SCHEDULE,
    find: 'now - peer.ackedAt > timers.unackedMs',
    replace: 'now - peer.ackedAt > 2 * timers.deadMs',
    finds: ['S2'],
  },
  {
    name: 'witness-not-renewed',
    what: 'A published record is left to run out.',
    file: SCHEDULE,
    find: 'return isFirst || isDue || isChanged',
    replace: 'return isFirst',
    finds: ['S2'],
  },
  {
    name: 'witness-not-laid-down',
    what: 'A record that nobody needs any more keeps its last lease.',
    file: SCHEDULE,
    find: 'return now - memory.calmSince >= timers.quietMs && isRested',
    replace: 'return now < 0',
    finds: ['L4'],
  },
  {
    name: 'self-test-all-the-time',
    what: 'The right to write is tested every ten minutes.',
    file: SCHEDULE,
    find: 'const SELF_TEST_EVERY_MS = 24 * 3_600_000;',
    replace: 'const SELF_TEST_EVERY_MS = 600_000;',
    finds: ['S5', 'L4'],
  },
  {
    name: 'vouches-for-all',
    what: 'A record vouches for every peer, in touch or not.',
    file: SCHEDULE,
    find: 'peer.end === null && now - peer.heardAt < timers.unackedMs && now - peer.ackedAt < timers.unackedMs',
    replace: 'now > 0',
    finds: ['L1'],
  },
  {
    name: 'vouches-for-itself-alone',
    what: 'A record does not vouch for the peers that its writer is in touch with.',
    file: PUBLISH,
    find: "members: act.kind === 'publish' ? act.members : [state.identity.id],",
    replace: 'members: [state.identity.id],',
    finds: ['S2'],
    draw: { nodes: 6 },
  },
  {
    name: 'lease-never-ends',
    what: 'Whoever was vouched for once is vouched for until it is heard again.',
    file: BOARD,
    find: 'until = Math.max(until, writtenAt + leaseMs)',
    replace: 'until = Infinity',
    finds: ['L1'],
  },
  {
    name: 'older-lease-counts',
    what: 'A lease vouches for a peer that was heard after it was written.',
    file: BOARD,
    find: 'const isVoid = !isOwnAfterEnd && writtenAt <= peer.heardAt;',
    replace: 'const isVoid = !isOwnAfterEnd && writtenAt < -1;',
    finds: ['L1'],
  },
  {
    name: 'clone-not-fenced',
    what: 'Two processes with one identity both go on.',
    file: 'src/daemon/steps/apply-reading.ts',
    find: 'else if (state.hasSeenOwnWitness) state.isFenced = true;',
    replace: '',
    finds: ['S4', 'S1', 'L4'],
  },
  {
    name: 'witness-added-anew',
    what: 'Every publication adds a record instead of changing the one that is there.',
    file: PUBLISH,
    find: '    if (place.record !== null) {\n      await client.updateValue',
    replace: '    if (place.record !== null && Number.isNaN(0)) {\n      await client.updateValue',
    finds: ['S6'],
  },
];
