// `POST /v1/updateClusterInfo`: the leader tells this follower the configuration.
import { AppError } from '../../model/app-error.ts';
import type { PushedConfiguration } from '../../cluster/peer/peer-api.ts';
import { notAllowedEnvelope, unauthorizedEnvelope } from '../../wire/envelope.ts';
import { encodePushAnswer, parsePush } from '../../wire/push.ts';
import { readSecret } from '../../wire/request-body.ts';
import { answerEnvelope } from '../answer-json.ts';
import { answerOrRefusal } from '../answer-or-refusal.ts';
import type { ApiRouteModule } from '../api-context.ts';
import { HttpRefusal } from '../http-refusal.ts';
import { readBody } from '../read-body.ts';
import { noteAttempt, refuseGuessing } from '../secret-door.ts';

/** Role first, whatever the secret; then the secret; only then is the push looked at. */
export const registerUpdateClusterInfo: ApiRouteModule = (router, api) => {
  const { application } = api;
  router.post('/v1/updateClusterInfo', async (context) => {
    const body = await readBody(context);
    if (application.view().self.role === 'leader') {
      answerEnvelope(context, notAllowedEnvelope);
      return;
    }
    refuseGuessing(context, api);
    const secret = readSecret(body);
    const isAuthorized = application.isAuthorized(secret);
    noteAttempt(context, api, isAuthorized);
    if (!isAuthorized) {
      answerEnvelope(context, unauthorizedEnvelope);
      return;
    }
    const pushed = readPush(body['cocoaBasic']);
    const answer = await answerOrRefusal(async () =>
      encodePushAnswer(await application.replicate({ secret, pushed }), pushed.isVersioned),
    );
    answerEnvelope(context, answer);
  });
};

/** A push of the wrong form never reaches the cluster: HTTP 400 naming the field. */
function readPush(cocoaBasic: unknown): PushedConfiguration {
  try {
    return parsePush(cocoaBasic);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') throw new HttpRefusal(400, error.text);
    throw error;
  }
}
