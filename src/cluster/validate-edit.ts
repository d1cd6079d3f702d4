/**
 * Is this value fit to stand in a configuration? Each function answers with the value as it will be stored, or
 * throws an AppError `invalid` that names the field, what was found and what is allowed.
 */
import { AppError } from '../model/app-error.ts';
import type { Family } from '../model/family.ts';
import { FAMILIES } from '../model/family.ts';
import type { Line } from '../model/line.ts';
import { LINES, isLine } from '../model/line.ts';
import type { Secret } from '../model/secret.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';

const MAX_NAME_LENGTH = 64;
const MAX_PRIORITY = 1000;
/** A day, as in the settings file. */
export const MAX_TIMEOUT_MINUTES = 24 * 60;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** A friendly name, without spaces around it. */
export function validName(value: string, field: string): string {
  const name = value.trim();
  if (name === '') throw invalid(field, text(`${field} must not be empty.`, `${field} 不能为空。`));
  if (name.length > MAX_NAME_LENGTH || CONTROL_CHARACTER.test(name)) {
    throw invalid(
      field,
      text(
        `${field} must be at most ${MAX_NAME_LENGTH} characters without line breaks or control characters.`,
        `${field} 最多 ${MAX_NAME_LENGTH} 个字符，且不能含有换行或控制字符。`,
      ),
    );
  }
  return name;
}

/**
 * A node's base URL in its one spelling: scheme and host in lower case, no default port, no final slash. A path
 * is kept, for nodes behind a reverse proxy.
 */
export function validUrl(value: string, field: string): string {
  const url = parseUrl(value.trim());
  const example = text(
    'Give it as http://host:port or https://host, as other nodes reach it.',
    '请写成 http://主机:端口 或 https://主机 的形式，即其他节点访问它的地址。',
  );
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw invalid(
      field,
      text(`${field} is not an http or https address.`, `${field} 不是 http 或 https 地址。`),
      example,
    );
  }
  // The address is not repeated in the message: it may carry a password.
  if (url.username !== '' || url.password !== '') {
    throw invalid(
      field,
      text(`${field} must not contain a user name or password.`, `${field} 不能包含用户名或密码。`),
      example,
    );
  }
  if (url.search !== '' || url.hash !== '' || /[?#]$/.test(value.trim())) {
    throw invalid(
      field,
      text(
        `${field} must not contain a query (?) or fragment (#).`,
        `${field} 不能包含查询参数 (?) 或片段 (#)。`,
      ),
      example,
    );
  }
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}

/** Lines in the order of LINES, each once. */
export function validLines(values: readonly string[], field: string): readonly Line[] {
  const unknown = values.find((value) => !isLine(value));
  if (unknown !== undefined) {
    throw invalid(
      field,
      text(`There is no line "${unknown}".`, `没有名为“${unknown}”的线路。`),
      text(`Lines are: ${LINES.join(', ')}.`, `可用的线路：${LINES.join('、')}。`),
    );
  }
  return LINES.filter((line) => values.includes(line));
}

/** Families in the order of FAMILIES, each once, at least one. */
export function validFamilies(values: readonly string[], field: string): readonly Family[] {
  const families = FAMILIES.filter((family) => values.includes(family));
  if (families.length === 0 || values.some((value) => !(FAMILIES as readonly string[]).includes(value))) {
    throw invalid(
      field,
      text(
        `${field} must name at least one address family: v4, v6 or both.`,
        `${field} 至少要有一个地址族：v4、v6 或两者。`,
      ),
      text(
        'A node that is to hold no record for a while is put in maintenance.',
        '若想让节点暂时不承担任何解析，请将其设为维护状态。',
      ),
    );
  }
  return families;
}

export function validPriority(value: number, field: string): number {
  return wholeNumber(value, 0, MAX_PRIORITY, field);
}

export function validTimeout(value: number, field: string): number {
  return wholeNumber(value, 1, MAX_TIMEOUT_MINUTES, field);
}

export function validSecret(value: Secret, field: string): Secret {
  if (value.isEmpty) throw invalid(field, text(`${field} must not be empty.`, `${field} 不能为空。`));
  return value;
}

/** An AppError `invalid` about `field`. */
export function invalid(field: string, message: Text, hint?: Text): AppError {
  return new AppError('invalid', message, { field, ...(hint === undefined ? {} : { hint }) });
}

function wholeNumber(value: number, least: number, most: number, field: string): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(
    field,
    text(
      `${field} must be a whole number from ${least} to ${most}, not ${value}.`,
      `${field} 必须是 ${least} 到 ${most} 之间的整数，而不是 ${value}。`,
    ),
  );
}

function parseUrl(value: string): URL | null {
  try {
    return new URL(value);
  } catch {
    return null;
  }
}
