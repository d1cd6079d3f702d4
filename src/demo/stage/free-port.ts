import { createServer } from 'node:net';
import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';

/** Answers: which port is free, and stays free while a node that had it is dead? */

/** Below the ports that systems give to outgoing connections, so that none of those takes it meanwhile. */
const FIRST = 20_000;
const COUNT = 12_000;
const TRIES = 100;
const HOST = '127.0.0.1';

/** A port of the loopback that nobody listens on and that is not among `taken`. */
export async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new AppError(
    'unavailable',
    text(
      `No free port was found between ${FIRST} and ${FIRST + COUNT - 1} in ${TRIES} tries.`,
      `在 ${FIRST} 至 ${FIRST + COUNT - 1} 之间尝试了 ${TRIES} 次，未找到空闲端口。`,
    ),
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, HOST, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
