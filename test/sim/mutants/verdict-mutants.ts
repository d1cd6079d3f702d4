/** Planted faults of the verdict: who counts as dead or unfit, and when. */
import type { Mutant } from './mutant.ts';

const VERDICT = 'src/cluster/verdict.ts';
const JUDGEMENT = 'src/daemon/steps/judgement.ts';

export const VERDICT_MUTANTS: readonly Mutant[] = [
  {
    name: 'witness-ignored',
    what: 'A lease at the provider is no evidence of life.',
    file: VERDICT,
    find: ' || q.coveredUntil > q.now) return false;',
    replace: ') return false;',
    also: [
      {
        file: 'src/daemon/steps/apply-reading.ts',
        find: 'const isCovered = coveredUntil(state, peer) > now;',
        replace: 'const isCovered = coveredUntil(state, peer) > Infinity;',
      },
    ],
    finds: ['S2', 'S4'],
    draw: { nodes: 2, hours: 0.5, kinds: ['cut', 'one-way-cut'] },
  },
  {
    name: 'left-out-until-a-stop',
    what: 'A node that was removed unheard forgets it when it is stopped.',
    file: JUDGEMENT,
    find: 'Math.max(peer.heardAt, peer.knownSince) + state.timers.unackedMs',
    replace: 'Math.max(peer.heardAt, peer.knownSince, state.resumedAt) + state.timers.unackedMs',
    also: [{ file: JUDGEMENT, find: ' || isLeftOut(state)', replace: '' }],
    finds: ['S2'],
    draw: { nodes: 2, hours: 1, kinds: ['member-removal', 'cut', 'stop'], every: 4 },
  },
  {
    name: 'left-out-until-a-start',
    what: 'A node that was removed while it was down does not learn that from the zone.',
    file: JUDGEMENT,
    find: ' || isLeftOut(state)) return Infinity;',
    replace: ') return Infinity;',
    finds: ['S2'],
    draw: { nodes: 3, hours: 1, kinds: ['member-removal', 'power-loss', 'cut', 'partition'], every: 2 },
  },
  {
    name: 'no-start-grace',
    what: 'A node that has just started finds those dead whom it has not heard yet.',
    file: VERDICT,
    find: ' || q.now - q.startedAt < q.timers.graceMs',
    replace: '',
    also: [
      {
        file: VERDICT,
        find: 'Math.max(q.peer.heardAt, q.resumedAt, q.observedWriteAt, q.peer.knownSince)',
        replace: 'Math.max(q.peer.heardAt, q.observedWriteAt)',
      },
    ],
    finds: ['S2'],
    draw: { nodes: 2, hours: 0.5, kinds: ['return-unheard'], every: 15 },
  },
  {
    name: 'dead-too-early',
    what: 'Every silence is judged as soon as one whose process is known to have ended.',
    file: VERDICT,
    find: 'const bySilence = lifeSignAt(q) + neededSilenceMs(q);',
    replace: 'const bySilence = lifeSignAt(q) + q.timers.exitMs * patience(q);',
    finds: ['S2'],
    draw: { nodes: 2, hours: 0.5, kinds: ['cut', 'isolation', 'one-way-cut'] },
  },
  {
    name: 'timeout-ignored',
    what: 'A node that cannot write a witness is judged as soon as one that can.',
    file: VERDICT,
    find: 'const single = q.hasWitness ? q.timers.deadMs :',
    replace: 'const single = q.now > 0 ? q.timers.deadMs :',
    finds: ['S2'],
    draw: { nodes: 2, hours: 0.7, kinds: ['provider-read-only', 'cut', 'crash'], every: 1 },
  },
  {
    name: 'stopped-process-unnoticed',
    what: 'A process that was stopped goes on as if no time had passed.',
    file: 'src/cluster/stop-guard.ts',
    find: 'return elapsed > tickMs + stallMs || hasDrifted(last, now, stallMs);',
    replace: 'return elapsed < 0;',
    finds: ['S8', 'S2'],
    draw: { nodes: 2, hours: 0.5, kinds: ['suspend-before-writes'], every: 5 },
  },
  {
    name: 'ages-by-the-calendar',
    what: 'Silences are measured by the machine’s calendar.',
    file: JUDGEMENT,
    find: '    peer,\n    now,\n    startedAt: state.startedAt,',
    replace:
      '    peer,\n    now: state.startedAt + (wallNow - state.startedAtWall),\n    startedAt: state.startedAt,',
    finds: ['S12', 'S2'],
    draw: { nodes: 2, hours: 0.6, kinds: ['wall-jump', 'long-absence'], every: 6 },
  },
  {
    name: 'unfit-ignored',
    what: 'A holder that declares itself unable is left alone.',
    file: 'src/dns/decide.ts',
    find: "if (judge.isUnfit(holder, cell, value)) return take(input, memory, holder, 'holder-unfit');",
    replace: '',
    finds: ['L1', 'L2'],
    draw: { nodes: 2, hours: 0.7, kinds: ['provider-loss', 'address-change'], every: 2 },
  },
  {
    name: 'unfit-anew-with-each-address',
    what: 'A holder that has lost its provider is given new patience with every address that it gets.',
    file: 'src/cluster/health.ts',
    find: 'if (until === Infinity) untilOf.set(former, now);',
    replace: 'if (until <= Infinity) untilOf.set(former, now);',
    finds: ['L1'],
    draw: { nodes: 2, profile: 'fast', kinds: ['truncated-listings', 'address-storm'], every: 2 },
  },
  {
    name: 'mass-failure-in-haste',
    what: 'The first of many that went at once is given up before the others are missed.',
    file: 'src/daemon/steps/make-plan.ts',
    find: 'judge.isDead(id) || isAlmostDead(state, id, now)',
    replace: 'judge.isDead(id)',
    finds: ['S10'],
    draw: { nodes: 5, hours: 0.4, kinds: ['mass-failure'], every: 12 },
  },
];
