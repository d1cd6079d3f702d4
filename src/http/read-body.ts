// How is a request's body read within bounds?
import type { IncomingMessage } from 'node:http';

import type { Context } from 'koa';

import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import { parseRequestBody } from '../wire/request-body.ts';
import type { RequestBody } from '../wire/request-body.ts';
import { HttpRefusal } from './http-refusal.ts';

/** What any node accepts as a request. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** How much of a body that is too long is let through to nowhere, so that the client reads the refusal. */
const MAX_WASTED_BYTES = 8 * MAX_BODY_BYTES;

/**
 * The JSON object in the body, whatever content type it claims: the Go program never looked at that.
 * HttpRefusal 400 or 413.
 */
export async function readBody(context: Context): Promise<RequestBody> {
  const bytes = await readBytes(context.req);
  try {
    return parseRequestBody(bytes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') throw new HttpRefusal(400, error.text);
    throw error;
  }
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Leaving early must not destroy the connection: the refusal still has to get through.
    const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      if (size > MAX_WASTED_BYTES) break;
    }
  } catch {
    throw new HttpRefusal(400, text('The request broke off.', '请求中断。'));
  }
  if (size <= MAX_BODY_BYTES) return Buffer.concat(chunks);
  throw new HttpRefusal(
    413,
    text(`The body is longer than ${MAX_BODY_BYTES} bytes.`, `请求体超过 ${MAX_BODY_BYTES} 字节。`),
    { Connection: 'close' },
  );
}
