import type { Server } from 'node:net';
import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';

/** Opens a TCP port and answers its number; a port that cannot be had becomes an AppError naming `setting`. */
export async function listenOn(server: Server, host: string, port: number, setting: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(portError(error, host, port, setting));
    };
    server.once('error', fail);
    server.listen({ host, port }, () => {
      server.off('error', fail);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Says which port of which host could not be had, why, and which setting changes it. */
export function portError(cause: Error, host: string, port: number, setting: string): AppError {
  const code = 'code' in cause ? String(cause.code) : cause.message;
  const where = `${host}:${port}`;
  const reasons: Readonly<Record<string, readonly [string, string]>> = {
    EADDRINUSE: ['another program uses it', '已被其他程序占用'],
    EACCES: ['this user may not open it', '当前用户无权监听'],
    EADDRNOTAVAIL: ['this machine has no such address', '本机没有该地址'],
  };
  const [en, zh] = reasons[code] ?? [code, code];
  return new AppError(
    'unavailable',
    text(`The sandbox cannot listen on ${where}: ${en}.`, `沙箱无法监听 ${where}：${zh}。`),
    {
      field: setting,
      cause,
      hint: text(
        `Set the sandbox's ${setting} to a free port, or 0 for any, or end the other program.`,
        `请将沙箱的 ${setting} 设为空闲端口（0 表示任意），或结束占用它的程序。`,
      ),
    },
  );
}
