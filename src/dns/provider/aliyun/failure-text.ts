// Answers: how is a failed call told to people, and what can they do about it?
import { text, type Text } from '../../../model/text.ts';
import type { Outcome } from '../provider.ts';
import { hintForCode, meaningOf } from './known-codes.ts';
import type { Failure } from './outcome.ts';

/** What was tried, e.g. `UpdateDomainRecord` on `www.example.com`. */
export interface Attempt {
  readonly action: string;
  /** Zone or full name. */
  readonly subject: string;
  readonly isWrite: boolean;
  readonly timeoutMs: number;
}

export function describeFailure(attempt: Attempt, failure: Failure, outcome: Outcome): Text {
  const why = reasonOf(attempt, failure);
  return attempt.isWrite && outcome === 'unknown'
    ? text(
        `Could not confirm ${attempt.action} for ${attempt.subject}: ${why.en}. It may have taken effect.`,
        `无法确认 ${attempt.action}（${attempt.subject}）是否成功：${why.zh}。它可能已经生效。`,
      )
    : text(
        `Alidns did not carry out ${attempt.action} for ${attempt.subject}: ${why.en}.`,
        `阿里云解析未能执行 ${attempt.action}（${attempt.subject}）：${why.zh}。`,
      );
}

/** What to do next, for the failures that somebody has to do something about. */
export function hintFor(failure: Failure): Text | null {
  if (failure.kind === 'connection') {
    return text(
      'Check that this machine can reach the endpoint: name resolution, firewall, proxy.',
      '请检查本机能否访问接口地址：域名解析、防火墙与代理。',
    );
  }
  if (failure.kind !== 'code') return null;
  return hintForCode(failure.code);
}

function reasonOf(attempt: Attempt, failure: Failure): Text {
  switch (failure.kind) {
    case 'code': {
      const words = failure.message === null ? '' : ` (${failure.message})`;
      const request = failure.requestId === null ? '' : `, request ${failure.requestId}`;
      const meaning = meaningOf(failure.code);
      const [en, zh] = meaning === null ? ['', ''] : [`${meaning.en} — `, `${meaning.zh}——`];
      return text(
        `${en}it answered ${failure.code}${words}${request}`,
        `${zh}返回 ${failure.code}${words}${request.replace(', request', '，请求号')}`,
      );
    }
    case 'unreadable': {
      const what = failure.what === null ? '' : ` (${failure.what})`;
      return text(`its answer could not be read${what}`, `无法解读其应答${what}`);
    }
    case 'connection': {
      const code = failure.code ?? 'unknown error';
      return failure.isSent
        ? text(`the connection broke before an answer came (${code})`, `连接在应答到达前中断（${code}）`)
        : text(`no connection (${code})`, `无法建立连接（${code}）`);
    }
    case 'timeout': {
      const seconds = attempt.timeoutMs / 1000;
      return failure.isSent
        ? text(`no answer within ${seconds} s`, `${seconds} 秒内没有应答`)
        : text(
            `its turn did not come within ${seconds} s, it was not sent`,
            `${seconds} 秒内未轮到，没有发出`,
          );
    }
    case 'cancelled':
      return failure.isSent
        ? text('it was called off while it was under way', '在执行途中被取消')
        : text('it was called off before it was sent', '在发出之前被取消');
  }
}
