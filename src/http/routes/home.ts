// Is the service up? The answer for uptime probes, and a small page for people who open the bare address.
import { doneEnvelope } from '../../wire/envelope.ts';
import { answerEnvelope } from '../answer-json.ts';
import { renderHomePage } from '../views/home-page.ts';
import { PAGE_HEADERS } from '../views/layout.ts';
import type { RouteModule } from './route.ts';

export const registerHome: RouteModule = (router, { application }) => {
  // The router takes `/v1/` for `/v1`.
  router.get(['/', '/v1'], (context) => {
    context.vary('Accept');
    if (context.accepts('json', 'html') !== 'html') {
      answerEnvelope(context, doneEnvelope);
      return;
    }
    context.set({ ...PAGE_HEADERS });
    context.body = renderHomePage(application.view(), context.state.language);
  });
};
