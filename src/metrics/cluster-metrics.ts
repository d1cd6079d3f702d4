// How do the nodes of the cluster see one another, and which configuration do they follow?
import { Counter, Gauge, type Registry } from 'prom-client';

import { isOnline, type ClusterView, type MemberState } from '../model/cluster-view.ts';
import { labelledCounter, secondsHistogram } from './event-counter.ts';
import type { Meter } from './meter.ts';
import { labelPeers } from './peer-labels.ts';
import type { GaugeUpdate } from './registry.ts';

/** Values of `cocoasyncer_peer_state`; this node itself is no peer. */
const PEER_STATES: Readonly<Record<Exclude<MemberState, 'self'>, number>> = {
  unknown: 0,
  well: 1,
  silent: 2,
  covered: 3,
  dead: 4,
};

const LATENESS_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 60];

type ClusterMeter = Pick<Meter, 'resumed' | 'authFailure' | 'pushRejected' | 'tickLatenessSeconds'>;

export function registerClusterMetrics(
  registry: Registry,
  version: string,
): { readonly meter: ClusterMeter; readonly update: GaugeUpdate } {
  const build = new Gauge({
    name: 'cocoasyncer_build_info',
    help: 'Always 1; the running version is in the label',
    labelNames: ['version'],
    registers: [registry],
  });
  build.set({ version }, 1);
  const updates = [registerPeerGauges(registry), registerNodeGauges(registry), registerAlarmGauge(registry)];
  return {
    meter: createMeter(registry),
    update: (view) => {
      for (const update of updates) update(view);
    },
  };
}

function createMeter(registry: Registry): ClusterMeter {
  const resumes = new Counter({
    name: 'cocoasyncer_resumes_total',
    help: 'How often this process noticed that it had been stopped',
    registers: [registry],
  });
  return {
    resumed() {
      resumes.inc();
    },
    authFailure: labelledCounter(
      registry,
      'cocoasyncer_auth_failures_total',
      'Requests refused for a wrong or missing secret, by why',
      'why',
    ),
    pushRejected: labelledCounter(
      registry,
      'cocoasyncer_push_rejected_total',
      'Pushed configurations that were refused, by why',
      'why',
    ),
    tickLatenessSeconds: secondsHistogram(
      registry,
      'cocoasyncer_tick_lateness_seconds',
      'How much later than planned the steps of the state machine came',
      LATENESS_BUCKETS,
    ),
  };
}

/** A value that is not known has no sample, so that no query takes it for zero. */
function registerPeerGauges(registry: Registry): GaugeUpdate {
  const perPeer = (name: string, help: string): Gauge =>
    new Gauge({ name, help, labelNames: ['peer'], registers: [registry] });
  const silence = perPeer('cocoasyncer_peer_silence_seconds', 'Since the peer was last heard');
  const acked = perPeer(
    'cocoasyncer_peer_acked_age_seconds',
    'Age of the newest message of this node that the peer is known to have received',
  );
  const state = perPeer(
    'cocoasyncer_peer_state',
    'What this node holds of the peer: 0 unknown, 1 well, 2 silent, 3 covered, 4 dead',
  );

  return (view) => {
    for (const gauge of [silence, acked, state]) gauge.reset();
    for (const { peer, member } of labelPeers(view)) {
      if (member.state !== 'self') state.set({ peer }, PEER_STATES[member.state]);
      if (member.silenceMs !== null) silence.set({ peer }, member.silenceMs / 1000);
      if (member.ackedAgeMs !== null) acked.set({ peer }, member.ackedAgeMs / 1000);
    }
  };
}

function registerNodeGauges(registry: Registry): GaugeUpdate {
  const rows: readonly [name: string, help: string, read: (view: ClusterView) => number][] = [
    ['nodes', 'Nodes of the cluster, this one included', (view) => view.members.length],
    ['nodes_online', 'Nodes that are not judged lost', (view) => view.members.filter(isOnline).length],
    ['services', 'Managed services', (view) => view.configuration.services.length],
    ['config_epoch', 'Epoch of the configuration', (view) => view.configuration.stamp.epoch],
    ['config_version', 'Version of the configuration', (view) => view.configuration.stamp.version],
    ['joined', '1 while this node is in a cluster, else 0', (view) => Number(view.isJoined)],
    ['frozen', '1 while all moves are stopped, else 0', (view) => Number(view.isFrozen)],
    ['draining', '1 while this node hands its records over, else 0', (view) => Number(view.isDraining)],
    ['dry_run', '1 if this node writes nothing at the provider, else 0', (view) => Number(view.isDryRun)],
    ['store_up', '1 while the database answers, else 0', (view) => Number(view.isStoreReachable)],
  ];
  const gauges = rows.map(([name, help, read]) => ({
    gauge: new Gauge({ name: `cocoasyncer_${name}`, help, registers: [registry] }),
    read,
  }));
  return (view) => {
    for (const { gauge, read } of gauges) gauge.set(read(view));
  };
}

function registerAlarmGauge(registry: Registry): GaugeUpdate {
  const alarms = new Gauge({
    name: 'cocoasyncer_alarms',
    help: 'Alarms that stand now, by kind',
    labelNames: ['kind'],
    registers: [registry],
  });
  return (view) => {
    alarms.reset();
    for (const { code } of view.alarms) alarms.inc({ kind: code });
  };
}
