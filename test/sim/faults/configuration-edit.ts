/** What an operator may ask the leader for, drawn at random and carried out from its parameters. */
import type { Edit } from '../../../src/model/edit.ts';
import { LINES, isLine } from '../../../src/model/line.ts';
import { serviceKey } from '../../../src/model/service.ts';
import type { ClusterPlan, Fault } from '../schedule/schedule.ts';
import { ZONE } from '../world.ts';
import type { Chance } from './chance.ts';
import { allIds } from './fault-kind.ts';
import { numberOf, textOf, textsOf } from './parameters.ts';

const WHATS = [
  'priority',
  'priority',
  'maintenance',
  'standby',
  'backups',
  'lines',
  'carries',
  'service',
] as const;

/** The parameters of a change. */
export function drawEdit(
  chance: Chance,
  plan: ClusterPlan,
): Readonly<Record<string, string | number | readonly string[]>> {
  const ids = allIds(plan);
  return {
    what: chance.one(WHATS),
    node: chance.one(ids),
    priority: chance.whole(50, 150),
    line: chance.one(LINES),
    backups: chance.some(ids, chance.whole(0, ids.length)),
    label: chance.one(plan.labels),
  };
}

/** The change, and what takes it back; null: it stands. */
export function editOf(plan: ClusterPlan, fault: Fault): { readonly edit: Edit; readonly back: Edit | null } {
  const node = textOf(fault, 'node');
  const label = textOf(fault, 'label');
  const line = textOf(fault, 'line');
  const lines = plan.nodes.find(({ id }) => id === node)?.lines ?? [];
  const set = { kind: 'node-set', node } as const;
  switch (textOf(fault, 'what')) {
    case 'maintenance':
      return { edit: { ...set, maintenance: true }, back: { ...set, maintenance: false } };
    case 'standby':
      return { edit: { ...set, standby: false }, back: { ...set, standby: true } };
    case 'backups':
      if (!isLine(line)) break;
      return {
        edit: { kind: 'cluster-set', backups: { line, nodes: textsOf(fault, 'backups') } },
        back: null,
      };
    case 'lines':
      if (!isLine(line)) break;
      return { edit: { ...set, lines: [...new Set([...lines, line])] }, back: { ...set, lines } };
    case 'carries':
      return {
        edit: { ...set, carries: [serviceKey({ zone: ZONE, label })] },
        back: { ...set, carries: 'all' },
      };
    case 'service':
      if (plan.labels.length < 2) break;
      return {
        edit: { kind: 'service-remove', zone: ZONE, label, deleteRecords: false },
        back: { kind: 'service-add', name: label, zone: ZONE, label, provider: 'Ali' },
      };
    default:
  }
  return { edit: { ...set, priority: numberOf(fault, 'priority') }, back: null };
}
