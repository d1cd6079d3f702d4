import { createServer } from 'node:net';

/** Below the range from which systems draw ports for outgoing connections, so that none of those is met. */
const LOWEST = 20_000;
const SPAN = 10_000;
const TRIES = 50;

/** A port of the loopback that is free now and that only another caller of this could take meanwhile. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = LOWEST + Math.floor(Math.random() * SPAN);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port found in ${TRIES} tries`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((done) => {
    server.once('error', () => {
      done(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        done(true);
      });
    });
  });
}
