// Which paths does the API answer? One line per route module.
import type { ApiRouteModule } from '../api-context.ts';
import { registerControl } from './control.ts';
import { registerGetClusterInfo } from './get-cluster-info.ts';
import { registerUpdateClusterInfo } from './update-cluster-info.ts';

export const allRoutes: readonly ApiRouteModule[] = [
  registerGetClusterInfo,
  registerUpdateClusterInfo,
  registerControl,
];
