import { isIP } from 'node:net';

/**
 * Who is behind a URL, as far as its host tells: two URLs of one owner are no independent witnesses.
 */
const SECOND_LEVEL = new Set(['com', 'net', 'org', 'edu', 'gov', 'ac', 'co']);

/** The registered domain (`ipip.net`, `neu6.edu.cn`); host and port where that is an address or one label. */
export function originOf(url: URL): string {
  const labels = url.hostname
    .toLowerCase()
    .split('.')
    .filter((label) => label !== '');
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0 || labels.length < 2) return url.host;
  const [second = '', top = ''] = labels.slice(-2);
  const length = top.length === 2 && SECOND_LEVEL.has(second) ? 3 : 2;
  return labels.slice(-length).join('.');
}
