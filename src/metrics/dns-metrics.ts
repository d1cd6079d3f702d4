// Which records does this node hold, and how does it get on with the DNS provider?
import { Counter, Gauge, type Registry } from 'prom-client';

import { CELL_STATES, type ClusterView } from '../model/cluster-view.ts';
import { labelledCounter, secondsHistogram } from './event-counter.ts';
import type { Meter } from './meter.ts';
import type { GaugeUpdate } from './registry.ts';

const FAILOVER_BUCKETS = [10, 20, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 600];
const PUBLISH_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 30];
const STALENESS_BUCKETS = [0.5, 1, 2, 5, 10, 15, 20, 30, 60];

type DnsMeter = Pick<
  Meter,
  | 'move'
  | 'overturned'
  | 'providerCall'
  | 'readDiscarded'
  | 'failoverSeconds'
  | 'witnessPublishSeconds'
  | 'readStalenessSeconds'
>;

export function registerDnsMetrics(registry: Registry): {
  readonly meter: DnsMeter;
  readonly update: GaugeUpdate;
} {
  return { meter: createMeter(registry), update: registerGauges(registry) };
}

function createMeter(registry: Registry): DnsMeter {
  const calls = new Counter({
    name: 'cocoasyncer_provider_calls_total',
    help: 'Calls to the DNS provider that have ended, by action and result',
    labelNames: ['action', 'result'],
    registers: [registry],
  });
  return {
    move: labelledCounter(registry, 'cocoasyncer_moves_total', 'Record writes by reason', 'reason', [
      'own-address',
      'yielded',
      'taken-over',
    ]),
    overturned: labelledCounter(
      registry,
      'cocoasyncer_overturned_total',
      'Take-overs that the former holder undid, so that the verdict on it was wrong',
      'peer',
    ),
    readDiscarded: labelledCounter(
      registry,
      'cocoasyncer_reads_discarded_total',
      'Zone readings that were thrown away, by why',
      'why',
    ),
    providerCall(action, result) {
      calls.inc({ action, result });
    },
    failoverSeconds: secondsHistogram(
      registry,
      'cocoasyncer_failover_seconds',
      'Silence of the dead holder at the moment its record was written',
      FAILOVER_BUCKETS,
    ),
    witnessPublishSeconds: secondsHistogram(
      registry,
      'cocoasyncer_witness_publish_seconds',
      'From deciding to publish a witness record to its acknowledgement',
      PUBLISH_BUCKETS,
    ),
    readStalenessSeconds: secondsHistogram(
      registry,
      'cocoasyncer_read_staleness_seconds',
      'Age of zone readings in which an acknowledged write of this node was missing',
      STALENESS_BUCKETS,
    ),
  };
}

function registerGauges(registry: Registry): GaugeUpdate {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  const held = gauge('cocoasyncer_cells_held', 'Records whose value is this node’s address');
  const away = gauge('cocoasyncer_cells_away', 'Records that are this node’s by order, held by others');
  const up = gauge('cocoasyncer_provider_up', '1 while the DNS provider answers, else 0');
  const witness = gauge('cocoasyncer_witness_active', '1 while this node publishes a witness record, else 0');
  const readAt = gauge(
    'cocoasyncer_last_zone_read_timestamp_seconds',
    'When zones were last read, seconds since 1970; 0: not yet',
  );
  const cells = new Gauge({
    name: 'cocoasyncer_cells',
    help: 'Managed records by state',
    labelNames: ['state'],
    registers: [registry],
  });

  return (view: ClusterView) => {
    const me = view.self.id;
    held.set(view.cells.filter((cell) => cell.holderId === me).length);
    away.set(
      view.cells.filter(
        ({ succession, holderId }) => succession[0] === me && holderId !== null && holderId !== me,
      ).length,
    );
    up.set(view.provider.isUp ? 1 : 0);
    witness.set(view.isWitnessActive ? 1 : 0);
    readAt.set((view.provider.lastReadAt ?? 0) / 1000);
    for (const state of CELL_STATES) {
      cells.set({ state }, view.cells.filter((cell) => cell.state === state).length);
    }
  };
}
