// Which shape does a route module have? Every file of this folder registers its paths through it.
import type { Router } from '@koa/router';

import type { Language } from '../../model/text.ts';
import type { Log } from '../../platform/log.ts';
import type { Application } from '../application.ts';

/** What a route may use. Routes hold no state of their own. */
export interface RouteContext {
  readonly application: Application;
  readonly log: Log;
  /** This program's version, e.g. `0.1.0`. */
  readonly version: string;
  /** The Prometheus exposition, content type included. */
  readonly renderMetrics: (selection?: MetricsSelection) => Promise<MetricsPage>;
}

export interface MetricsSelection {
  /** Whether the Go program's gauge is part of it; it is unless this is false. */
  readonly includeLegacy?: boolean;
}

export interface MetricsPage {
  readonly contentType: string;
  readonly body: string;
}

/**
 * Adds its paths to the router. A GET path answers HEAD as well (the router sees to it). A handler lets
 * AppErrors pass: `middleware/error-envelope.ts` answers them. Pages read the visitor's language from
 * `context.state.language`.
 */
export type RouteModule = (router: AppRouter, context: RouteContext) => void;

export type AppRouter = Router<RequestState>;

/** Set on every request by `middleware/request-language.ts`. */
export interface RequestState {
  /** The visitor's wish: `?lang=en|zh`, else `Accept-Language`, else English. */
  language: Language;
}
