// Which host and port does `host:3306`, `[::1]:3306`, `::1` or nothing at all mean for MySQL?
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 3306;

export function hostAndPort(
  written: string,
): { readonly host: string; readonly port: number } | { readonly problem: Text } {
  const match = /^\[([^\]]*)\](?::(\d+))?$/.exec(written) ?? /^([^:[\]]*)(?::(\d+))?$/.exec(written);
  if (match === null) {
    // Several colons without brackets: an IPv6 address that brings no port.
    if (/^[0-9a-f:.%]+$/i.test(written)) return { host: written, port: DEFAULT_PORT };
    return { problem: text('the address is not of the form host:port', '地址不是"主机:端口"的形式') };
  }
  const [, host = '', port = ''] = match;
  const number = port === '' ? DEFAULT_PORT : Number(port);
  if (number < 1 || number > 65_535) {
    return {
      problem: text(`the port ${port} is not between 1 and 65535`, `端口 ${port} 不在 1 到 65535 之间`),
    };
  }
  return { host: host === '' ? DEFAULT_HOST : host, port: number };
}
