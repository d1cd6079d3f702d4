// What stands on the badge that people put into their READMEs? This node's name, and how many nodes are alive.
import { makeBadge } from 'badge-maker';

import { isOnline, type ClusterView } from '../../model/cluster-view.ts';
import { sha256Hex } from '../../platform/digest.ts';
import { badgeMessage } from '../views/badge-text.ts';
import type { RouteModule } from './route.ts';

/** The SVG refers to nothing outside and runs nothing, so that it renders inside `<img>`. */
export function renderBadge(view: ClusterView): string {
  const online = view.members.filter(isOnline).length;
  return makeBadge({
    label: 'CocoaSyncer',
    message: badgeMessage(view.self.name, online, view.members.length),
    color: 'pink',
  });
}

export const registerBadge: RouteModule = (router, { application }) => {
  router.get('/v1/badge', (context) => {
    const svg = renderBadge(application.view());
    context.set('Content-Type', 'image/svg+xml;charset=utf-8');
    // Image proxies keep what they may; they shall ask every time, and learn cheaply that nothing changed.
    context.set('Cache-Control', 'no-cache, max-age=0, must-revalidate');
    context.etag = sha256Hex(svg).slice(0, 16);
    // Made to be shown on other sites.
    context.set('Cross-Origin-Resource-Policy', 'cross-origin');
    context.status = 200;
    if (context.fresh) context.status = 304;
    else context.body = svg;
  });
};
