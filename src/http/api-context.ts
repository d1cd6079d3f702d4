// What do the routes of the API need beside what every route has?
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { AppRouter, RouteContext } from './routes/route.ts';
import type { WrongSecretLimiter } from './wrong-secret-limiter.ts';

export interface ApiContext extends RouteContext {
  readonly limiter: WrongSecretLimiter;
  readonly clock: Clock;
  readonly random: Random;
}

/** A RouteModule that needs nothing of this is one as well. */
export type ApiRouteModule = (router: AppRouter, context: ApiContext) => void;
