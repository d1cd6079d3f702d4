// What does Prometheus scrape? `?exclude[]=legacy` leaves out the Go program's gauge, for linters.
import type { RouteModule } from './route.ts';

export const registerMetrics: RouteModule = (router, { renderMetrics }) => {
  router.get('/metrics', async (context) => {
    const excluded = [context.query['exclude[]'] ?? []].flat();
    const { contentType, body } = await renderMetrics({ includeLegacy: !excluded.includes('legacy') });
    context.set('Content-Type', contentType);
    context.set('Cache-Control', 'no-store');
    context.body = body;
  });
};
