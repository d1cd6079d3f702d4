// What must not be said in public? Free texts (alarms, reasons, provider errors) are written for logs, where
// node codes are allowed. Here codes become friendly names, and whatever looks like a secret becomes ***.
import type { ClusterView } from '../../model/cluster-view.ts';
import type { Secret } from '../../model/secret.ts';

const MASK = '***';

// A code may be an ordinary word. As a word of a sentence it betrays nothing, and replacing it would make
// the sentence nonsense.
const ORDINARY = new Set(
  'a an and as at be by i if in is it no node nodes not of on or so the to leader follower'.split(' '),
);

/** From here on a code is taken out wherever it stands, even inside a longer word. */
const DISTINCT_LENGTH = 6;

// Patterns of what nobody should have put into a message in the first place.
const CREDENTIALS: readonly RegExp[] = [
  /(?<=\b(?:AccessKeyId|AccessKeySecret|Signature|SecurityToken|password|secret)["']?\s*[=:]\s*["']?)[^\s&"',;]+/gi,
  /[^\s:@/,;]+:[^\s@/]+(?=@[\w([])/g,
];

/** Makes the function that cleans one page's free texts. */
export function createRedactor(view: ClusterView): (text: string) => string {
  const names = collectNames(view);
  const codes = codePattern([...names.keys()]);
  const secrets = collectSecrets(view);
  const keyIds = view.configuration.accounts.map(({ keyId }) => keyId).filter((keyId) => keyId !== '');
  return (text) => {
    let clean = text;
    for (const pattern of CREDENTIALS) clean = clean.replace(pattern, MASK);
    for (const secret of secrets) clean = secret.maskIn(clean);
    for (const keyId of keyIds) clean = clean.replaceAll(keyId, MASK);
    return codes === null ? clean : clean.replace(codes, (code) => names.get(code) ?? MASK);
  };
}

function collectSecrets({ self, configuration }: ClusterView): readonly Secret[] {
  const { members, accounts, clusterKey, previousClusterKey } = configuration;
  return [
    self.secret,
    ...members.map(({ secret }) => secret),
    ...accounts.map(({ keySecret }) => keySecret),
    clusterKey,
    previousClusterKey,
  ].filter((secret) => secret !== null);
}

/** Node code → friendly name; *** for a code that is known only from somewhere else in the view. */
function collectNames(view: ClusterView): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const cell of view.cells) {
    for (const id of cell.succession) names.set(id, MASK);
    if (cell.holderId !== null) names.set(cell.holderId, MASK);
  }
  for (const id of [view.boundLeaderId, view.configuration.leaderId]) if (id !== null) names.set(id, MASK);
  for (const { id, name } of [...view.members, ...view.configuration.members, view.self]) names.set(id, name);
  names.delete('');
  return names;
}

function codePattern(codes: readonly string[]): RegExp | null {
  const alternatives = codes
    .filter((code) => !ORDINARY.has(code.toLowerCase()))
    .sort((a, b) => b.length - a.length)
    .map(codeAlternative);
  return alternatives.length === 0 ? null : new RegExp(alternatives.join('|'), 'gu');
}

/** A short Latin code counts only as a whole word, so that `gz` leaves `gzip` and `gz.example.com` alone. */
function codeAlternative(code: string): string {
  const literal = code.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (code.length >= DISTINCT_LENGTH || /[^\w.-]/.test(code)) return literal;
  return `(?<![\\w\\-]|[\\w]\\.)${literal}(?![\\w\\-]|\\.[\\w])`;
}
