/** Planted faults around the configuration, and leaks of what nobody else should know. */
import type { Mutant } from './mutant.ts';

const PUSH_RULES = 'src/cluster/push-rules.ts';
const REPLICATE = 'src/daemon/jobs/replicate.ts';

export const CLUSTER_MUTANTS: readonly Mutant[] = [
  {
    name: 'older-push-stored',
    what: 'A follower stores a smaller version than it has.',
    file: PUSH_RULES,
    find: "if (order < 0) return refuse('older', isSecondLeader ? [twoLeaders(push, pusherId)] : []);",
    replace: '',
    finds: ['S9'],
  },
  {
    name: 'fork-stored',
    what: 'A follower takes another document under the version that it has.',
    file: PUSH_RULES,
    find: "theirs.hash === own.hash ? { kind: 'unchanged' } : refuse('config-fork', [FORK]);",
    replace: "{ kind: 'unchanged' };",
    finds: ['S9'],
  },
  {
    name: 'any-leader-followed',
    what: 'A follower takes whatever is newer, whoever pushes it.',
    file: PUSH_RULES,
    find: 'if (isSecondLeader || (!isBound && !isNamedLeader(push, pusherId))) {',
    replace: 'if (order < 0) {',
    finds: ['S9'],
  },
  {
    name: 'version-not-raised',
    what: 'A change of the configuration keeps the version.',
    file: 'src/cluster/stamp.ts',
    find: 'stamped(next, epoch, version + 1)',
    replace: 'stamped(next, epoch, version)',
    finds: ['S9', 'L6'],
  },
  {
    name: 'stale-leader-leads',
    what: 'A leader restored from a backup leads on, although followers are ahead of it.',
    file: 'src/cluster/stale-leader.ts',
    find: "if (heard.some(({ stamp }) => isAhead(stamp, own))) return 'stale-leader';",
    replace: '',
    also: [
      {
        file: 'src/cluster/stale-leader.ts',
        find: "if (heard.some(({ stamp }) => isFork(stamp, own))) return 'config-fork';",
        replace: '',
      },
    ],
    finds: ['S9', 'L6'],
  },
  {
    name: 'stamps-compared-by-version',
    what: 'Editions are compared by version alone, whatever their epochs.',
    file: 'src/model/configuration.ts',
    find: 'a.epoch - b.epoch || a.version - b.version',
    replace: 'a.version - b.version',
    finds: ['S9', 'L6'],
  },
  {
    name: 'never-pushed',
    what: 'A leader keeps its changes to itself.',
    file: REPLICATE,
    find: 'if (!isBehind(state, member)) {',
    replace: 'if (state.liveness.peers.has(member.id)) {',
    finds: ['L6'],
  },
  {
    name: 'pushed-once',
    what: 'A leader does not repeat a push that was lost.',
    file: REPLICATE,
    find: 'push.nextAt = now + backOff(state, member, push.tries);',
    replace: 'push.nextAt = Infinity;',
    finds: ['L6'],
  },
  {
    name: 'secret-in-the-log',
    what: 'A log line holds the secret of the node it is about.',
    file: REPLICATE,
    find: 'const fields = { node: member.id, answer: answer.kind };',
    replace: 'const fields = { node: member.id, answer: answer.kind, secret: member.secret.reveal() };',
    finds: ['S11'],
  },
  {
    name: 'secret-in-the-heartbeat',
    what: 'A heartbeat holds the secret of its sender.',
    file: 'src/daemon/steps/heartbeat.ts',
    find: 'previous: previous.slice(0, PREVIOUS_TOLD),',
    replace: 'previous: [...previous.slice(0, PREVIOUS_TOLD - 1), identity.secret.reveal()],',
    finds: ['S11'],
  },
  {
    name: 'secret-in-the-answer',
    what: 'An answer holds the secret of its giver.',
    file: 'src/wire/state-answer.ts',
    find: 'cocoaSecret: MASK,',
    replace: 'cocoaSecret: identity.secret.reveal(),',
    finds: ['S11'],
  },
];
