/** The DNS service can be read, and refuses every change: a key without the right, or an account in arrears. */
import { FORBIDDEN } from '../../../src/dns/provider/memory/disturbance.ts';
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';
import { callKindOf } from './provider-edge.ts';

export const providerReadOnly: FaultKind = {
  kind: 'provider-read-only',
  weight: 2,
  draw: (chance, plan) => ({ lastsMs: chance.duration(), node: chance.one(ownIds(plan)) }),
  apply: (scene, fault, undo) => {
    undo(scene.edge(textOf(fault, 'node')).lose((call) => (callKindOf(call) === 'read' ? null : FORBIDDEN)));
  },
};
