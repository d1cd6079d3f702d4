// `POST /v1/cocoaSyncer/…`: what the command line asks of this node.
import type { Application } from '../application.ts';
import { CONTROL_PATHS, encodeControlResult, parseControlRequest } from '../../wire/control.ts';
import type { ControlAction, ControlRequests, ControlResults } from '../../wire/control.ts';
import { unauthorizedEnvelope } from '../../wire/envelope.ts';
import type { Envelope } from '../../wire/envelope.ts';
import { readSecret } from '../../wire/request-body.ts';
import type { RequestBody } from '../../wire/request-body.ts';
import { answerEnvelope } from '../answer-json.ts';
import { answerOrRefusal } from '../answer-or-refusal.ts';
import type { ApiRouteModule } from '../api-context.ts';
import { readBody } from '../read-body.ts';
import { noteAttempt, refuseGuessing } from '../secret-door.ts';

type Answer = (application: Application, body: RequestBody) => Promise<Envelope>;

const answers: Readonly<Record<ControlAction, Answer>> = {
  view: answering('view', (application) => application.view()),
  plan: answering('plan', (application, { without }) => application.plan({ without })),
  preview: answering('preview', (application, { edit }) => application.preview(edit)),
  edit: answering('edit', (application, { edit, touchRecords }) => application.apply(edit, touchRecords)),
  quit: answering('quit', async (application, { dissolve }) => {
    await application.quit(dissolve);
    return null;
  }),
  freeze: answering('freeze', async (application, { frozen }) => {
    await application.setFrozen(frozen);
    return null;
  }),
  drain: answering('drain', (application) => application.drain()),
  config: answering('config', async (application, request) => {
    if ('adopt' in request) await application.adoptConfiguration(request.adopt);
    else await application.forceConfiguration();
    return null;
  }),
  witness: answering('witness', (application) => application.witnessNames()),
};

/** Reads the request of `action`, does it, and wraps what it gives. */
function answering<A extends ControlAction>(
  action: A,
  handle: (
    application: Application,
    request: ControlRequests[A],
  ) => ControlResults[A] | Promise<ControlResults[A]>,
): Answer {
  return async (application, body) => {
    const request = parseControlRequest(action, body);
    return encodeControlResult<A>(await handle(application, request));
  };
}

/** The node's own secret opens all of them; what only a leader may do, the application refuses. */
export const registerControl: ApiRouteModule = (router, api) => {
  for (const action of Object.keys(CONTROL_PATHS) as ControlAction[]) {
    router.post(CONTROL_PATHS[action], async (context) => {
      const body = await readBody(context);
      refuseGuessing(context, api);
      const isAuthorized = api.application.isAuthorized(readSecret(body));
      noteAttempt(context, api, isAuthorized);
      const answer = isAuthorized
        ? await answerOrRefusal(() => answers[action](api.application, body))
        : unauthorizedEnvelope;
      answerEnvelope(context, answer);
    });
  }
};
