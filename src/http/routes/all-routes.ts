// Which paths does the API answer? One line per route module.
import type { ApiRouteModule } from '../api-context.ts';
import { registerBadge } from './badge.ts';
import { registerControl } from './control.ts';
import { registerGetClusterInfo } from './get-cluster-info.ts';
import { registerHome } from './home.ts';
import { registerMemberLeft } from './member-left.ts';
import { registerMetrics } from './metrics.ts';
import { registerStatus } from './status.ts';
import { registerUpdateClusterInfo } from './update-cluster-info.ts';

export const allRoutes: readonly ApiRouteModule[] = [
  registerHome,
  registerBadge,
  registerStatus,
  registerMetrics,
  registerGetClusterInfo,
  registerUpdateClusterInfo,
  registerMemberLeft,
  registerControl,
];
