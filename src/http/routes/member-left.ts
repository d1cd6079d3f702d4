// `POST /v1/cocoaSyncer/leave`: a follower tells this leader that it has left.
import { LEAVE_NOTICE_PATH, parseLeaveNotice } from '../../wire/leave-notice.ts';
import { doneEnvelope, unauthorizedEnvelope } from '../../wire/envelope.ts';
import { readSecret } from '../../wire/request-body.ts';
import { answerEnvelope } from '../answer-json.ts';
import { answerOrRefusal } from '../answer-or-refusal.ts';
import type { ApiRouteModule } from '../api-context.ts';
import { readBody } from '../read-body.ts';
import { noteAttempt, refuseGuessing } from '../secret-door.ts';

/** Whoever knows the leader's secret is a member or the leader itself. */
export const registerMemberLeft: ApiRouteModule = (router, api) => {
  const { application } = api;
  router.post(LEAVE_NOTICE_PATH, async (context) => {
    const body = await readBody(context);
    refuseGuessing(context, api);
    const isAuthorized = application.isAuthorized(readSecret(body));
    noteAttempt(context, api, isAuthorized);
    if (!isAuthorized) {
      answerEnvelope(context, unauthorizedEnvelope);
      return;
    }
    const answer = await answerOrRefusal(async () => {
      await application.memberLeft(parseLeaveNotice(body));
      return doneEnvelope;
    });
    answerEnvelope(context, answer);
  });
};
