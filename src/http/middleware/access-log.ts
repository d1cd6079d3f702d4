// Which requests came, and how were they answered?
import type { Middleware } from 'koa';

import { text } from '../../model/text.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';

/** One line per request on level debug; neither query nor body, which may hold secrets. */
export function accessLog(log: Log, clock: Clock): Middleware {
  return async (context, next) => {
    const startedAt = clock.monotonicMs();
    await next();
    log.debug('http-request', text('A request was answered.', '已应答一个请求。'), {
      method: context.method,
      path: context.path,
      status: context.status,
      tookMs: Math.round(clock.monotonicMs() - startedAt),
    });
  };
}
