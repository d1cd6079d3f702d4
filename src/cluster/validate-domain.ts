/**
 * Is this a zone, and is this a host part under it? Names are kept as they are written, in lower case:
 * internationalised names in their own script or in punycode, whichever was given. The same name in both
 * spellings counts as one.
 */
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import { invalid } from './validate-edit.ts';

const MAX_LABEL_LENGTH = 63;
const MAX_NAME_LENGTH = 253;
const ZONE_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** The provider takes Chinese characters besides ASCII; other scripts have to be written in punycode. */
const HOST_LABEL = /^[a-z0-9_\p{Script=Han}](?:[a-z0-9_\p{Script=Han}-]*[a-z0-9_\p{Script=Han}])?$/u;
/** The names of witness records begin so. */
const WITNESS_PREFIX = '_cocoa-';

/** A zone in lower case without a final dot, e.g. `example.com`. */
export function validZone(value: string, field: string): string {
  const zone = value.trim().normalize('NFC').toLowerCase().replace(/\.$/, '');
  const labels = toAscii(zone)?.split('.') ?? [];
  const isWellFormed =
    labels.length >= 2 &&
    labels.join('.').length <= MAX_NAME_LENGTH &&
    labels.every((label) => label.length <= MAX_LABEL_LENGTH && ZONE_LABEL.test(label)) &&
    !/^[0-9]+$/.test(labels.at(-1) ?? '');
  if (isWellFormed) return zone;
  throw invalid(
    field,
    text(`"${value}" is not a domain that can be managed.`, `“${value}”不是可以管理的域名。`),
    text(
      'Give the domain as it is listed at the DNS provider, e.g. example.com.',
      '请填写在 DNS 平台上登记的域名，例如 example.com。',
    ),
  );
}

/** A host part in lower case: `@` for the zone itself, `*` or `*.x` for a wildcard, otherwise names and dots. */
export function validLabel(value: string, zone: string, field: string): string {
  const label = value.trim().normalize('NFC').toLowerCase().replace(/\.$/, '');
  if (label === '@') return label;
  if (label === '') {
    throw wrongLabel(value, field, text('Write @ for the domain itself.', '域名本身请填写 @。'));
  }
  if (label === zone || label.endsWith(`.${zone}`)) {
    const part = label === zone ? '@' : label.slice(0, -zone.length - 1);
    throw wrongLabel(
      value,
      field,
      text(`Give only the part before the domain: ${part}.`, `只需填写域名前面的部分：${part}。`),
    );
  }
  if (label.startsWith(WITNESS_PREFIX)) {
    throw wrongLabel(
      value,
      field,
      text('Names that begin so are kept for witness records.', '以此开头的名称保留给见证记录使用。'),
    );
  }
  const [first = '', ...rest] = label.split('.');
  const named = first === '*' ? rest : [first, ...rest];
  const ascii = toAscii(named.join('.')) ?? '';
  const isWellFormed =
    named.every((part) => HOST_LABEL.test(part)) &&
    ascii.split('.').every((part) => part.length <= MAX_LABEL_LENGTH) &&
    `${ascii}.${toAscii(zone) ?? zone}`.length <= MAX_NAME_LENGTH;
  if (isWellFormed) return label;
  throw wrongLabel(
    value,
    field,
    text(
      'Use letters, digits, - and _, up to 63 between two dots; * may stand first.',
      '可使用字母、数字、- 和 _，两点之间最多 63 个字符；* 只能位于最前面。',
    ),
  );
}

/** One spelling per service, by which two that are written differently can be seen to be the same. */
export function comparableName(service: { readonly zone: string; readonly label: string }): string {
  const [zone, label] = [service.zone.toLowerCase(), service.label.toLowerCase()];
  return `${toAscii(zone) ?? zone}/${toAscii(label) ?? label}`;
}

/** Punycode where needed; null: not a host name. ASCII is answered as it is, `@`, `*` and `_` included. */
function toAscii(name: string): string | null {
  // eslint-disable-next-line no-control-regex -- it asks for ASCII
  if (/^[\u0000-\u007f]*$/.test(name)) return name;
  try {
    return new URL(`http://${name.replace(/^\*\./, 'wildcard.')}/`).hostname;
  } catch {
    return null;
  }
}

function wrongLabel(value: string, field: string, hint: Text): Error {
  return invalid(field, text(`"${value}" is not a host part.`, `“${value}”不是有效的主机记录。`), hint);
}
