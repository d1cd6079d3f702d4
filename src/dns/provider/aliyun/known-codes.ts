// Answers: what does an error code of Alidns mean in words, and what can be done about it?
import { text, type Text } from '../../../model/text.ts';

/** What is wrong, without a capital letter or a full stop; null: the code has to speak for itself. */
export function meaningOf(code: string): Text | null {
  return MEANINGS.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}

/** What to do next, for the codes that somebody has to do something about. */
export function hintForCode(code: string): Text | null {
  return HINTS.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}

const WRONG_SECRET = /^(SignatureDoesNotMatch|IncompleteSignature)/;
const UNKNOWN_KEY = /^(InvalidAccessKeyId|MissingSecurityToken|InvalidSecurityToken)/;
const WRONG_CLOCK = /^(InvalidTimeStamp|IllegalTimestamp)/;
const NOT_PERMITTED = /^Forbidden\.RAM$|^Forbidden$/;
const FOREIGN_ZONE = /^(InvalidDomainName\.NoExist|IncorrectDomainUser)$/;

const MEANINGS: readonly (readonly [RegExp, Text])[] = [
  [WRONG_SECRET, text('the AccessKey Secret is wrong', 'AccessKey Secret 不正确')],
  [
    UNKNOWN_KEY,
    text('the AccessKey ID is unknown or the key is disabled', 'AccessKey ID 不存在或该密钥已被禁用'),
  ],
  [
    WRONG_CLOCK,
    text("this machine's clock is wrong or the request came too late", '本机时钟不准，或请求送达过迟'),
  ],
  [NOT_PERMITTED, text("the key's RAM policy does not allow this action", '该密钥的 RAM 策略未授权此操作')],
  [FOREIGN_ZONE, text('this account hosts no such zone', '此账号下没有该域名')],
];

const HINTS: readonly (readonly [RegExp, Text])[] = [
  [
    WRONG_SECRET,
    text(
      'Store the right AccessKey Secret: `cocoasyncer dns set` on the leader (or in the environment, if the key comes from there).',
      '请存入正确的 AccessKey Secret：在主节点上运行 `cocoasyncer dns set`（若密钥来自环境变量，请改环境变量）。',
    ),
  ],
  [
    UNKNOWN_KEY,
    text(
      'Look in the Aliyun console whether the key exists and is enabled; store another one with `cocoasyncer dns set` on the leader.',
      '请在阿里云控制台确认该 AccessKey 存在且已启用；换用其他密钥请在主节点上运行 `cocoasyncer dns set`。',
    ),
  ],
  [WRONG_CLOCK, text("Set this machine's clock, best by NTP.", '请校准本机时钟，最好启用 NTP。')],
  [
    NOT_PERMITTED,
    text(
      "Allow this action in the key's RAM policy, for the domain named.",
      '请在该密钥的 RAM 策略中为此域名授权该操作。',
    ),
  ],
  [
    FOREIGN_ZONE,
    text(
      'Check how the zone is spelt and that it is hosted in the account that the key belongs to.',
      '请核对域名拼写，并确认它托管在此密钥所属的账号下。',
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
