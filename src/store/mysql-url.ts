// What does `mysql://user:p%40w@host:3306/db?ssl-mode=required` say? The usual rules of URLs: `@ / : ? #` in
// user and password are percent-encoded. A raw `@` in the password is understood as well.
import { Secret } from '../model/secret.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import type { MysqlTarget } from './dsn.ts';
import { hostAndPort } from './host-and-port.ts';
import { connectTimeoutOf, readParameters, tlsOf } from './mysql-parameters.ts';

/** @param afterScheme what follows `mysql://` */
export function parseMysqlUrl(afterScheme: string): MysqlTarget | { readonly problem: Text } {
  const match = /^([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?(?:#.*)?$/s.exec(afterScheme);
  const [, authority = '', name = '', query = ''] = match ?? [];
  const at = authority.lastIndexOf('@');
  if (at < 0 && name.includes('@')) {
    const problem = text(
      'in a URL the characters / ? # of a password must be written as %2F %3F %23',
      'URL 中密码里的 / ? # 必须写成 %2F %3F %23',
    );
    return { problem };
  }
  const credentials = authority.slice(0, Math.max(at, 0));
  const colon = credentials.indexOf(':');
  const parameters = readParameters(query);
  const socketPath =
    parameters.get('socket') ?? parameters.get('socketpath') ?? parameters.get('unix_socket');
  const address = socketPath === undefined ? hostAndPort(decode(authority.slice(at + 1))) : { socketPath };
  if ('problem' in address) return address;
  const tls = tlsOf(parameters);
  if (tls === null) return { problem: text('its TLS setting is not known', '不认识其 TLS 设置') };
  return {
    kind: 'mysql',
    user: decode(colon < 0 ? credentials : credentials.slice(0, colon)),
    password: Secret.of(colon < 0 ? '' : decode(credentials.slice(colon + 1))),
    address,
    database: decode(name),
    tls,
    connectTimeoutMs: connectTimeoutOf(parameters),
  };
}

/** A `%` that begins no valid escape is meant as written. */
function decode(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
