/** Changes take effect at the DNS service, and a share of the answers that say so is lost. */
import { ANSWER_LOST } from '../../../src/dns/provider/memory/disturbance.ts';
import type { Befallen } from '../provider/disturbance.ts';
import { ANSWER_NEVER, GARBLED, INTERNAL_ERROR } from '../provider/disturbance.ts';
import { Chance } from './chance.ts';
import type { FaultKind } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';

const MANNERS: Readonly<Record<string, Befallen>> = {
  broken: ANSWER_LOST,
  never: ANSWER_NEVER,
  garbled: GARBLED,
  'internal-error': INTERNAL_ERROR,
};

export const lostAnswers: FaultKind = {
  kind: 'lost-answers',
  weight: 4,
  draw: (chance) => ({
    lastsMs: chance.while(),
    percent: chance.whole(1, 10),
    manner: chance.one(Object.keys(MANNERS)),
  }),
  apply: (scene, fault, undo) => {
    const percent = numberOf(fault, 'percent');
    const chance = new Chance(`lost-answers ${scene.schedule.seed} ${fault.at}`);
    const lost = MANNERS[textOf(fault, 'manner')] ?? ANSWER_LOST;
    for (const id of scene.ids) {
      undo(
        scene.edge(id).add(({ action }) => {
          return action !== 'readZone' && chance.isLucky(percent / 100) ? lost : null;
        }),
      );
    }
  },
};
