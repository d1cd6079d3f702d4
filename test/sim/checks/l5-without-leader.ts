/**
 * L5: all of it with the leader dead from the start. While the leader has not run a single second, what would be a
 * breach of L1 to L4 is one of this promise as well; once it runs there is nothing to judge here.
 */
import type { Check, CreateCheck } from './check.ts';
import { Tally } from './figures.ts';
import { notOnTheDead } from './l1-not-on-the-dead.ts';
import { addressesFollow } from './l2-addresses-follow.ts';
import { allReturn } from './l3-all-return.ts';
import { thenSilence } from './l4-then-silence.ts';

const PROMISES = [notOnTheDead, addressesFollow, allReturn, thenSilence];

export const withoutLeader: CreateCheck = (watched) => {
  const { world, truth, report } = watched;
  /** null: the leader has run. */
  let judges: readonly Check[] | null = null;
  let isDecided = false;
  const leaderIds = [...world.machines.values()]
    .filter(({ identity }) => identity.role === 'leader')
    .map(({ id }) => id);
  const hasLeaderRun = (): boolean => leaderIds.some((id) => truth.startedAt(id) !== null);
  const decide = (): void => {
    isDecided = true;
    if (hasLeaderRun()) return;
    // Figures are counted once, by the promises themselves.
    const tally = new Tally();
    judges = PROMISES.map((create) => {
      const judge: Check = create({
        ...watched,
        tally,
        report: (...evidence) => {
          report(`${judge.promise}, without a leader`, ...evidence);
        },
      });
      return judge;
    });
  };
  return {
    promise: 'L5',
    onHappening: (happening, at) => {
      if (hasLeaderRun()) judges = null;
      for (const judge of judges ?? []) judge.onHappening?.(happening, at);
    },
    onSecond: (now) => {
      if (!isDecided) decide();
      for (const judge of judges ?? []) judge.onSecond?.(now);
    },
    atEnd: (quietSince) => {
      for (const judge of judges ?? []) judge.atEnd?.(quietSince);
    },
  };
};
