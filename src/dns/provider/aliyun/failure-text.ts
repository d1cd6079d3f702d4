// Answers: how is a failed call told to people, and what can they do about it?
import { text, type Text } from '../../../model/text.ts';
import type { Outcome } from '../provider.ts';
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
  return HINTS.find(([pattern]) => pattern.test(failure.code))?.[1] ?? null;
}

function reasonOf(attempt: Attempt, failure: Failure): Text {
  switch (failure.kind) {
    case 'code': {
      const words = failure.message === null ? '' : ` (${failure.message})`;
      const request = failure.requestId === null ? '' : `, request ${failure.requestId}`;
      return text(
        `it answered ${failure.code}${words}${request}`,
        `返回 ${failure.code}${words}${request.replace(', request', '，请求号')}`,
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

const HINTS: readonly (readonly [RegExp, Text])[] = [
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|MissingSecurityToken|InvalidSecurityToken)/,
    text(
      'Check key id and key secret of the account: cocoasyncer dns set.',
      '请核对账号的 AccessKey ID 与 AccessKey Secret：cocoasyncer dns set。',
    ),
  ],
  [/^(InvalidTimeStamp|IllegalTimestamp)/, text("Set this machine's clock.", '请校准本机时钟。')],
  [
    /^Forbidden\.RAM$|^Forbidden$/,
    text(
      "Allow this action in the key's RAM policy, for the domain named.",
      '请在该密钥的 RAM 策略中为此域名授权该操作。',
    ),
  ],
  [
    /^(InvalidDomainName\.NoExist|IncorrectDomainUser)$/,
    text(
      'Check that the zone is hosted in the account that the key belongs to.',
      '请确认该域名托管在此密钥所属的账号下。',
    ),
  ],
  [
    /^(QuotaExceeded\.TTL|InvalidTTL)$/,
    text("Use a TTL that the zone's edition permits.", '请使用该域名版本允许的 TTL。'),
  ],
  [
    /^InvalidLine$/,
    text(
      "The zone's edition does not include this line: choose another one, or another edition.",
      '该域名的版本不支持此线路：请改用其他线路或升级版本。',
    ),
  ],
  [
    /^DomainRecordNotBelongToUser$/,
    text(
      'The record is gone or in another account: read the zone again.',
      '记录已不存在或属于其他账号：请重新读取。',
    ),
  ],
  [
    /^DomainRecordLocked$|^Forbidden\.RecordLocked$/,
    text('Unlock the record in the console.', '请在控制台解锁该记录。'),
  ],
  [
    /^DomainRecordConflict$/,
    text(
      'Another record of the same name and line stands in the way, e.g. a CNAME: remove it in the console.',
      '同名同线路存在冲突记录（如 CNAME）：请在控制台删除。',
    ),
  ],
  [
    /^Throttling/,
    text(
      'Too many calls on this account: they are repeated more slowly.',
      '该账号调用过于频繁：稍后将放慢重试。',
    ),
  ],
];
