/** Planted faults of the round: reading, believing what was read, writing, and knowing whose an address is. */
import type { Mutant } from './mutant.ts';

const RUNNER = 'src/daemon/jobs/write-runner.ts';
const RECONCILE = 'src/daemon/jobs/reconcile.ts';
const BOOK = 'src/dns/address-book.ts';
const NEVER_STOPPED = {
  file: RECONCILE,
  find: 'if (state.resumedAt > round.sentAt || now',
  replace: 'if (now',
};

export const ROUND_MUTANTS: readonly Mutant[] = [
  {
    name: 'no-single-flight',
    what: 'A round begins while another one still writes.',
    file: RECONCILE,
    find: 'this.#running ??= this.#guarded().finally(',
    replace: 'this.#running = this.#guarded().finally(',
    also: [
      {
        file: 'src/daemon/steps/tick.ts',
        find: 'if (provider.failures > 0 || provider.isRoundRunning) return;',
        replace: 'if (provider.failures > 0) return;',
      },
      {
        file: RECONCILE,
        find: '  state.provider.nextReadAt = Infinity;\n  state.provider.notBefore = -Infinity;',
        replace: '  state.provider.nextReadAt = now + 1_000;\n  state.provider.notBefore = -Infinity;',
      },
      {
        file: RECONCILE,
        find: 'state.provider.nextReadAt = isCurrent ? Infinity : now;',
        replace: 'state.provider.nextReadAt = isCurrent ? now : now;',
      },
    ],
    finds: ['S5', 'S1'],
  },
  {
    name: 'plan-outlives-a-stop',
    what: 'A plan made before a stop is carried out after it.',
    file: RUNNER,
    find: 'state.resumedAt > sentAt || ',
    replace: '',
    also: [
      NEVER_STOPPED,
      { file: RUNNER, find: 'now - sentAt > state.timers.freshMs', replace: 'now < sentAt' },
    ],
    finds: ['S8'],
  },
  {
    name: 'plan-never-stale',
    what: 'A plan is carried out however long ago its picture was asked for.',
    file: RUNNER,
    find: 'now - sentAt > state.timers.freshMs',
    replace: 'now < sentAt',
    finds: ['S8'],
  },
  {
    name: 'implausible-believed',
    what: 'A listing that lacks most records is believed.',
    file: 'src/dns/plausibility.ts',
    find: 'if (fault === null) return { isPlausible: true',
    replace: 'if (fault !== undefined) return { isPlausible: true',
    finds: ['S10', 'S2'],
  },
  {
    name: 'part-of-a-listing',
    what: 'Pages that do not add up to the total are taken for the zone.',
    file: 'src/dns/provider/aliyun/listing.ts',
    find: 'pages.every((page) => page.total === records.size)',
    replace: 'pages.every((page) => page.total >= 0)',
    finds: ['S10', 'S2'],
  },
  {
    name: 'idle-writes',
    what: 'A record that is right already is written again at every read.',
    file: 'src/dns/decide.ts',
    find: '  if (address === value) {\n    const first',
    replace: '  if (address === value && now < 0) {\n    const first',
    also: [{ file: RUNNER, find: ' && value !== record.value;', replace: ';' }],
    finds: ['S5'],
  },
  {
    name: 'lost-answer-as-refusal',
    what: 'A call that was not answered is taken for refused.',
    file: 'src/dns/provider/aliyun/outcome.ts',
    find: "outcome: failure.isSent ? 'unknown' : 'rejected'",
    replace: "outcome: 'rejected'",
    finds: ['S5'],
  },
  {
    name: 'unknown-sent-again',
    what: 'A write whose effect nobody knows is sent again at once.',
    file: RUNNER,
    find: "result === 'rejected' && error instanceof ProviderError",
    replace: "(result === 'rejected' || result === 'unknown') && error instanceof ProviderError",
    finds: ['S5'],
  },
  {
    name: 'ttl-changed',
    what: 'A write changes the time to live as well.',
    file: 'src/dns/provider/aliyun/convert.ts',
    find: 'TTL: record.ttl,',
    replace: 'TTL: record.ttl + 60,',
    finds: ['S6'],
  },
  {
    name: 'line-changed',
    what: 'A write moves the record to the default line.',
    file: 'src/dns/provider/aliyun/convert.ts',
    find: 'Line: record.lineCode,',
    replace: "Line: 'default',",
    finds: ['S6'],
  },
  {
    name: 'any-record-of-the-name',
    what: 'A record of another type is taken for the managed one.',
    file: 'src/dns/zone-picture.ts',
    find: 'return `${rr.toLowerCase()}|${type.toUpperCase()}|${line}`;',
    replace: "return `${rr.toLowerCase()}|${type === 'AAAA' ? 'A' : type}|${line}`;",
    also: [{ file: RUNNER, find: ' || record.type !== cell.type', replace: '' }],
    finds: ['S6', 'S7', 'S4'],
  },
  {
    name: 'former-claims-win',
    what: 'Whoever had an address most lately before counts as its holder, not whoever has it.',
    file: BOOK,
    find: "return a.kind === 'current';",
    replace: "return a.kind === 'previous';",
    finds: ['S2', 'S4'],
  },
  {
    name: 'own-former-address-mine',
    what: 'A former address of this node stays its own although another one has it now.',
    file: BOOK,
    find: "if (claim.nodeId === selfId && claim.kind === 'current') return selfId;",
    replace: 'if (claim.nodeId === selfId) return selfId;',
    finds: ['S2'],
  },
  {
    name: 'reads-never-rest',
    what: 'The zones are read every few seconds, calm or not.',
    file: 'src/dns/read-interval.ts',
    find: 'timers.readMediumMs : timers.readSlowMs;',
    replace: 'timers.readMediumMs : timers.readFastMs;',
    finds: ['S5'],
  },
  {
    name: 'reads-never-hurry',
    what: 'The zones are read once a minute, whatever is about to be judged.',
    file: 'src/dns/read-interval.ts',
    find: 'if (isUrgent || isVerdictNear || isCoverEnding) return timers.readFastMs;',
    replace: '',
    finds: ['L1', 'L2'],
  },
];
