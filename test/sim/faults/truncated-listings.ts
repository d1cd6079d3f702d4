/**
 * Listings lack a part of the zone: so that the pages do not add up to their total, or, where nothing in the answer
 * shows it, so much that less than 70 % of what is managed is left.
 */
import { Chance } from './chance.ts';
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { callKindOf } from './provider-edge.ts';
import { isSet, numberOf, textOf } from './parameters.ts';

export const truncatedListings: FaultKind = {
  kind: 'truncated-listings',
  weight: 3,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.duration(), node: chance.one(ownIds(plan)) },
    ...{ keptPercent: chance.whole(0, 55), sharePercent: chance.one([30, 60, 100]) },
    ...{ shows: chance.isLucky(0.5), missing: chance.whole(1, 8) },
  }),
  apply: (scene, fault, undo) => {
    const chance = new Chance(`truncated-listings ${scene.schedule.seed} ${fault.at}`);
    const isManaged = ({ type }: { readonly type: string }): boolean => type === 'A' || type === 'AAAA';
    // Who cannot read has as good as lost its provider.
    const edge = scene.edge(textOf(fault, 'node'));
    const isStruck = (): boolean => chance.isLucky(numberOf(fault, 'sharePercent') / 100);
    const missing = numberOf(fault, 'missing');
    if (isSet(fault, 'shows')) {
      undo(edge.lose((call) => (callKindOf(call) === 'read' && isStruck() ? { missing } : null)));
      return;
    }
    undo(edge.lose(() => null));
    undo(
      edge.tamper((reading) => {
        if (!isStruck()) return reading;
        const managed = reading.records.filter(isManaged);
        const kept = Math.floor((managed.length * numberOf(fault, 'keptPercent')) / 100);
        const left = new Set(managed.slice(0, kept));
        return { ...reading, records: reading.records.filter((r) => !isManaged(r) || left.has(r)) };
      }),
    );
  },
};
