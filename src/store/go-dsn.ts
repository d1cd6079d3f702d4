// What does a MySQL data source name in the Go driver's form say?
//
//   [user[:password]@][protocol[(address)]]/database[?parameters]
//
// The Go driver reads from the right, so that user and password need no escaping: the last `/` ends the
// address, the last `@` before it ends the password, the first `:` begins it.
import { Secret } from '../model/secret.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import type { MysqlAddress, MysqlTarget } from './dsn.ts';
import { hostAndPort } from './host-and-port.ts';
import { connectTimeoutOf, readParameters, tlsOf } from './mysql-parameters.ts';

const DEFAULT_SOCKET = '/tmp/mysql.sock';

export function parseGoDsn(dsn: string): MysqlTarget | { readonly problem: Text } {
  const slash = findSlash(dsn);
  if (slash < 0) {
    return { problem: text('there is no / before the database name', '数据库名之前缺少 /') };
  }
  const left = splitCredentials(dsn.slice(0, slash));
  const address = addressOf(left.address);
  if ('problem' in address) return address;

  const [name = '', query = ''] = splitOnce(dsn.slice(slash + 1), '?');
  const parameters = readParameters(query);
  const tls = tlsOf(parameters);
  if (tls === null) {
    const value = parameters.get('tls') ?? '';
    return { problem: text(`tls=${value} is not known`, `不认识 tls=${value}`) };
  }
  return {
    kind: 'mysql',
    user: left.user,
    password: Secret.of(left.password),
    address,
    database: unescapePath(name),
    tls,
    connectTimeoutMs: connectTimeoutOf(parameters),
  };
}

/**
 * The last `/` whose left side is well formed. The Go driver takes the very last one and demands that `/` in
 * parameters be escaped (`loc=Asia%2FShanghai`); people forget that, and there is only one way to read it.
 */
function findSlash(dsn: string): number {
  for (let slash = dsn.lastIndexOf('/'); slash >= 0; slash = dsn.lastIndexOf('/', slash - 1)) {
    const { address } = splitCredentials(dsn.slice(0, slash));
    if (/^[a-z0-9]*(\(.*\))?$/is.test(address)) return slash;
    if (slash === 0) break;
  }
  return dsn.lastIndexOf('/');
}

function splitCredentials(left: string): { user: string; password: string; address: string } {
  const at = left.lastIndexOf('@');
  if (at < 0) return { user: '', password: '', address: left };
  const [user = '', password = ''] = splitOnce(left.slice(0, at), ':');
  return { user, password, address: left.slice(at + 1) };
}

function addressOf(written: string): MysqlAddress | { readonly problem: Text } {
  const match = /^([a-z0-9]*)(?:\((.*)\))?$/is.exec(written);
  if (match === null) {
    const problem = text(
      'the address is not of the form tcp(host:port) or unix(/path)',
      '地址不是 tcp(主机:端口) 或 unix(/路径) 的形式',
    );
    return { problem };
  }
  const [, protocol = '', inner = ''] = match;
  switch (protocol.toLowerCase()) {
    case 'unix':
      return { socketPath: inner === '' ? DEFAULT_SOCKET : inner };
    case '':
    case 'tcp':
    case 'tcp6':
      return hostAndPort(inner);
    default:
      return { problem: text(`the protocol "${protocol}" is not known`, `不认识协议 "${protocol}"`) };
  }
}

function unescapePath(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function splitOnce(whole: string, separator: string): readonly string[] {
  const at = whole.indexOf(separator);
  return at < 0 ? [whole] : [whole.slice(0, at), whole.slice(at + separator.length)];
}
