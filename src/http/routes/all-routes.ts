// Which paths does the API answer? One line per route module.
import type { RouteModule } from './route.ts';

export const allRoutes: readonly RouteModule[] = [];
