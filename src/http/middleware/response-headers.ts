// Which headers does every answer carry?
import type { Middleware } from 'koa';

/** Pages need their own styles and the badge; nothing else is loaded from anywhere, and nothing runs. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A route that needs another policy, or may be cached, sets these itself. */
export function responseHeaders(isClosing: () => boolean): Middleware {
  return async (context, next) => {
    context.set('X-Content-Type-Options', 'nosniff');
    context.set('Referrer-Policy', 'no-referrer');
    context.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    context.set('Cache-Control', 'no-store');
    await next();
    // The client shall not send its next request into a server that is going away.
    if (isClosing()) context.set('Connection', 'close');
  };
}
