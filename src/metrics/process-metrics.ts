// How is this process itself? Node's usual metrics, without those whose names break Prometheus' rules.
import { collectDefaultMetrics, type Registry } from 'prom-client';

// prom-client 15.1: gauges that end in `_total`, a suffix reserved for counters. The same numbers by type
// remain in `nodejs_active_handles`, `…_requests` and `…_resources`.
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

export function registerProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
}
