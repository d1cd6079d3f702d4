// What is a client told that asks for an unknown path, or in the wrong way?
import type { Middleware } from 'koa';

import { text } from '../../model/text.ts';
import { HttpRefusal } from '../http-refusal.ts';
import type { AppRouter } from '../routes/route.ts';

/** Stands behind the router: whatever comes here was not handled. */
export function knownPaths(router: AppRouter): Middleware {
  return (context) => {
    const methods = new Set(
      router.match(context.path, context.method).path.flatMap((layer) => layer.methods),
    );
    if (methods.size === 0) {
      throw new HttpRefusal(404, text('There is nothing at this path.', '此路径下没有内容。'));
    }
    const allowed = [...methods].sort().join(', ');
    if (context.method === 'OPTIONS') {
      context.status = 204;
      context.set('Allow', allowed);
      return Promise.resolve();
    }
    throw new HttpRefusal(405, text(`This path answers ${allowed} only.`, `此路径只接受 ${allowed} 请求。`), {
      Allow: allowed,
    });
  };
}
