// How is the cluster? The page for people; `?lang=en|zh` chooses the language, `?refresh=off` keeps it still.
import { PAGE_HEADERS } from '../views/layout.ts';
import { renderStatusPage } from '../views/status-page.ts';
import type { RouteModule } from './route.ts';

export const registerStatus: RouteModule = (router, { application }) => {
  router.get('/v1/status', (context) => {
    context.set({ ...PAGE_HEADERS });
    context.body = renderStatusPage(application.view(), context.state.language, {
      isRefreshing: context.query['refresh'] !== 'off',
    });
  });
};
