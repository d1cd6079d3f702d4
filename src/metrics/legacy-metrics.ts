// What do dashboards made for the Go program ask for? One gauge with one label of the same name; its names
// are kept letter by letter, its values are live.
import { Gauge, type Registry } from 'prom-client';

import { isOnline } from '../model/cluster-view.ts';
import type { GaugeUpdate } from './registry.ts';

const NAME = 'cocoaSyncerStatus';

/** The sum of online and offline nodes is always the number of nodes. */
export function registerLegacyMetrics(registry: Registry): GaugeUpdate {
  const status = new Gauge({
    name: NAME,
    help: 'Nodes, services and accounts of the cluster, named as the Go program names them',
    labelNames: [NAME],
    registers: [registry],
  });
  return (view) => {
    const online = view.members.filter(isOnline).length;
    status.set({ [NAME]: 'NodeNumber' }, view.members.length);
    status.set({ [NAME]: 'CocoaSyncerManagedService' }, view.configuration.services.length);
    status.set({ [NAME]: 'CocoaSyncerCloudPlatformInfo' }, view.configuration.accounts.length);
    status.set({ [NAME]: 'CocoaSyncerNodeOnlineCount' }, online);
    status.set({ [NAME]: 'CocoaSyncerNodeOfflineCount' }, view.members.length - online);
  };
}
