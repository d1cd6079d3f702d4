// How does a server get its port, and what is said when it cannot?
import type { Server } from 'node:http';

import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';

export interface ListeningAddress {
  readonly host: string;
  readonly port: number;
}

/** Resolves with the address in use (port 0 draws a free one); AppError when it cannot be had. */
export async function listen(server: Server, host: string, port: number): Promise<ListeningAddress> {
  try {
    return await tryListen(server, host, port);
  } catch (error) {
    // All addresses were wanted, on a machine without IPv6.
    if (codeOf(error) === 'EAFNOSUPPORT' && host === '::') return listen(server, '0.0.0.0', port);
    throw listenError(error, host, port);
  }
}

function tryListen(server: Server, host: string, port: number): Promise<ListeningAddress> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      server.removeListener('listening', succeed);
      reject(error);
    };
    const succeed = (): void => {
      server.removeListener('error', fail);
      const address = server.address();
      resolve({ host, port: typeof address === 'object' && address !== null ? address.port : port });
    };
    server.once('error', fail);
    server.once('listening', succeed);
    server.listen(port, host);
  });
}

function listenError(error: unknown, host: string, port: number): AppError {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return new AppError(
      'conflict',
      text(`Port ${port} is taken by another program.`, `端口 ${port} 已被其他程序占用。`),
      {
        field: 'APIPort',
        hint: text(
          'Set APIPort to a free port, or stop the program that uses this one.',
          '请把 APIPort 改为空闲端口，或停止占用该端口的程序。',
        ),
        cause: error,
      },
    );
  }
  if (code === 'EACCES') {
    return new AppError(
      'not-allowed',
      text(`This user may not open port ${port}.`, `当前用户无权使用端口 ${port}。`),
      {
        field: 'APIPort',
        hint: text('Set APIPort to a port above 1023.', '请把 APIPort 设为大于 1023 的端口。'),
        cause: error,
      },
    );
  }
  return new AppError(
    'unavailable',
    text(
      `The API cannot listen on ${host}, port ${port} (${code ?? 'unknown reason'}).`,
      `API 无法在 ${host} 的端口 ${port} 上监听(${code ?? '原因不明'})。`,
    ),
    {
      field: 'APIPort',
      hint: text('Check that the listen address belongs to this machine.', '请检查监听地址是否属于本机。'),
      cause: error,
    },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
