// How is a JSON answer put into a response?
import type { Context } from 'koa';

import { JSON_CONTENT_TYPE } from '../wire/envelope.ts';
import type { Envelope } from '../wire/envelope.ts';

/** HTTP 200 with the envelope; the business code is inside. */
export function answerEnvelope(context: Context, body: Envelope): void {
  answerText(context, JSON.stringify(body));
}

/** The same for an envelope that is JSON text already. */
export function answerText(context: Context, json: string): void {
  context.status = 200;
  context.body = json;
  context.set('Content-Type', JSON_CONTENT_TYPE);
}
