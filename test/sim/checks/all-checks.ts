/** The judges: one for each promise of the protocol. */
import type { CreateCheck } from './check.ts';
import { failoverTimes } from './failover-times.ts';
import { canWitness } from './l1-can-witness.ts';
import { notOnTheDead } from './l1-not-on-the-dead.ts';
import { addressesFollow } from './l2-addresses-follow.ts';
import { allReturn } from './l3-all-return.ts';
import { thenSilence } from './l4-then-silence.ts';
import { withoutLeader } from './l5-without-leader.ts';
import { configurationReachesAll } from './l6-configuration-reaches-all.ts';
import { oneWriter } from './s1-one-writer.ts';
import { noWrongfulTakeOver } from './s2-no-wrongful-take-over.ts';
import { noTheft } from './s3-no-theft.ts';
import { noFlapping } from './s4-no-flapping.ts';
import { noIdleWrites } from './s5-no-idle-writes.ts';
import { conservation } from './s6-conservation.ts';
import { trueValues } from './s7-true-values.ts';
import { freshPlans } from './s8-fresh-plans.ts';
import { configuration } from './s9-configuration.ts';
import { refusedPushes } from './s9-refused-pushes.ts';
import { failStatic } from './s10-fail-static.ts';
import { secrets } from './s11-secrets.ts';
import { noCalendars } from './s12-no-calendars.ts';
import { knownFirst } from './s2-known-first.ts';
import { movesPerFault } from './s4-moves-per-fault.ts';
import { heirsInOrder } from './s4-heirs-in-order.ts';
import { heirsOutOfTouch } from './s4-heirs-out-of-touch.ts';
import { massFailure } from './s10-mass-failure.ts';
import { notOnNobody } from './l1-not-on-nobody.ts';

export const ALL_CHECKS: readonly CreateCheck[] = [
  oneWriter,
  noWrongfulTakeOver,
  knownFirst,
  noTheft,
  noFlapping,
  movesPerFault,
  heirsInOrder,
  heirsOutOfTouch,
  noIdleWrites,
  conservation,
  trueValues,
  freshPlans,
  configuration,
  refusedPushes,
  failStatic,
  massFailure,
  secrets,
  noCalendars,
  failoverTimes,
  notOnTheDead,
  canWitness,
  notOnNobody,
  addressesFollow,
  allReturn,
  thenSilence,
  withoutLeader,
  configurationReachesAll,
];
