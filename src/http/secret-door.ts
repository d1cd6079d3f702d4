// May this client try a secret now, and what follows from the one it tried?
import type { Context } from 'koa';

import { text } from '../model/text.ts';
import type { ApiContext } from './api-context.ts';
import { HttpRefusal } from './http-refusal.ts';

/** HttpRefusal 429 for a client that tried too many wrong secrets. Call it before looking at the secret. */
export function refuseGuessing(context: Context, { limiter, clock }: ApiContext): void {
  const waitMs = limiter.waitMs(context.ip, clock.monotonicMs());
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  throw new HttpRefusal(
    429,
    text(
      `Too many wrong secrets from this address; try again in ${seconds} s.`,
      `此地址提交错误密钥的次数过多，请在 ${seconds} 秒后重试。`,
    ),
    { 'Retry-After': String(seconds) },
  );
}

export function noteAttempt(context: Context, { limiter, clock }: ApiContext, isRight: boolean): void {
  const now = clock.monotonicMs();
  if (isRight) limiter.noteRight(context.ip, now);
  else limiter.noteWrong(context.ip, now);
}
