// Which metrics does this program expose? One registry of its own, put together from a file per group.
import { Registry } from 'prom-client';

import type { ClusterView } from '../model/cluster-view.ts';
import { registerClusterMetrics } from './cluster-metrics.ts';
import { registerDnsMetrics } from './dns-metrics.ts';
import { registerJobMetrics } from './job-metrics.ts';
import { registerLegacyMetrics } from './legacy-metrics.ts';
import type { Meter } from './meter.ts';
import { registerProcessMetrics } from './process-metrics.ts';

export interface MetricsOptions {
  /** This program's version, e.g. `0.1.0`. */
  readonly version: string;
  /** What the gauges are taken from at every scrape; null while there is nothing to show yet. */
  readonly view: () => ClusterView | null;
}

export interface Metrics {
  /** Where events are reported. */
  readonly meter: Meter;
  /**
   * The text exposition, gauges taken from the view of this moment. `includeLegacy: false` leaves out the
   * Go program's gauge, whose camelCase name no linter accepts; it is there unless that is asked for.
   */
  readonly renderMetrics: (selection?: { readonly includeLegacy?: boolean }) => Promise<RenderedMetrics>;
  /** Drops every metric; the object is of no use afterwards. */
  close(): void;
}

export interface RenderedMetrics {
  readonly contentType: string;
  readonly body: string;
}

/** Sets one group's gauges from a view. */
export type GaugeUpdate = (view: ClusterView) => void;

/** Creates all metrics. Several sets in one process do not disturb one another. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const legacyRegistry = new Registry();
  const cluster = registerClusterMetrics(registry, options.version);
  const dns = registerDnsMetrics(registry);
  const jobs = registerJobMetrics(registry);
  const updates = [registerLegacyMetrics(legacyRegistry), cluster.update, dns.update];
  registerProcessMetrics(registry);

  return {
    meter: { ...cluster.meter, ...dns.meter, ...jobs.meter },
    async renderMetrics(selection = {}) {
      const view = options.view();
      if (view !== null) for (const update of updates) update(view);
      const registries = selection.includeLegacy === false ? [registry] : [legacyRegistry, registry];
      const parts = await Promise.all(registries.map(async (one) => one.metrics()));
      return { contentType: registry.contentType, body: parts.join('\n') };
    },
    close() {
      registry.clear();
      legacyRegistry.clear();
    },
  };
}
