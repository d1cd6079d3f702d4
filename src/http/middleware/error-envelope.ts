// What does a client see of a request that failed?
import type { Context, Middleware } from 'koa';

import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';
import type { Log } from '../../platform/log.ts';
import { BUSINESS_CODES, JSON_CONTENT_TYPE, envelope } from '../../wire/envelope.ts';
import { HttpRefusal } from '../http-refusal.ts';

/** Answers every failure in the envelope. Faults of this program are logged, and told without details. */
export function errorEnvelope(log: Log): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      answerError(context, error, log);
    }
  };
}

function answerError(context: Context, error: unknown, log: Log): void {
  if (error instanceof HttpRefusal) {
    context.set(error.headers);
    answer(context, error.status, error.message);
  } else if (error instanceof AppError && error.code !== 'internal') {
    answer(context, BUSINESS_CODES[error.code], error.message);
  } else {
    log.error(
      'http-fault',
      text('A request failed by a fault of this program.', '请求因本程序的故障而失败。'),
      {
        method: context.method,
        path: context.path,
        error,
      },
    );
    answer(context, 500, 'Something went wrong inside; the log of this node says what.');
  }
}

function answer(context: Context, status: number, sentence: string): void {
  context.status = status;
  context.body = JSON.stringify(envelope(status, sentence));
  context.set('Content-Type', JSON_CONTENT_TYPE);
}
