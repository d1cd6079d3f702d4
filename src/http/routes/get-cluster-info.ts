// `POST /v1/getClusterInfo`: what does this node know, and is it there?
import { text } from '../../model/text.ts';
import { parseExitNote } from '../../wire/exit-note-reader.ts';
import { parseHeartbeat } from '../../wire/heartbeat.ts';
import { readSecret } from '../../wire/request-body.ts';
import { encodeStateAnswer } from '../../wire/state-answer.ts';
import { answerText } from '../answer-json.ts';
import type { ApiRouteModule } from '../api-context.ts';
import { HttpRefusal } from '../http-refusal.ts';
import { readBody } from '../read-body.ts';
import { noteAttempt, refuseGuessing } from '../secret-door.ts';

const NONCE_BYTES = 12;

export const registerGetClusterInfo: ApiRouteModule = (router, api) => {
  router.post('/v1/getClusterInfo', async (context) => {
    const body = await readBody(context);
    refuseGuessing(context, api);
    const heartbeat = parseHeartbeat(body['hb']);
    const exitNote = parseExitNote(body['exit']);
    const answer = await api.application.readState({ secret: readSecret(body), heartbeat, exitNote });
    if (answer.kind === 'stalled') {
      throw new HttpRefusal(
        500,
        text('The main loop of this node does not run.', '本节点的主循环没有运行。'),
      );
    }
    noteAttempt(context, api, answer.kind !== 'unauthorized');
    const options = {
      isBrief: heartbeat !== null || exitNote !== null,
      at: api.clock.wallMs(),
      nonce: api.random.bytes(NONCE_BYTES),
    };
    answerText(context, encodeStateAnswer(answer, options));
  });
};
