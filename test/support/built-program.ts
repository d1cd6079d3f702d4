// Answers: which program do the end-to-end tests start? The one that `npm run build` makes of the present
// sources, in dist/. It is built when it is stale, by one test file at a time.
import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const LOCK = join(ROOT, 'dist', '.building');
const BUILD_TIMEOUT_MS = 240_000;
const LOOK_EVERY_MS = 200;

let building: Promise<string> | null = null;

/** Path of an up-to-date `dist/main.js`; that of another build when E2E_PROGRAM names its main file. */
export function builtProgram(): Promise<string> {
  return (building ??= build());
}

async function build(): Promise<string> {
  const given = process.env['E2E_PROGRAM'];
  if (given !== undefined && given !== '') return resolve(given);
  const unlock = await lock();
  try {
    await ensure();
  } finally {
    await unlock();
  }
  return join(ROOT, 'dist', 'main.js');
}

/** The same script that `npm start` and `npm test` begin with. */
function ensure(): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(ROOT, 'scripts', 'ensure.mjs')], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: BUILD_TIMEOUT_MS,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    }
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) done();
      else fail(new Error(`the program could not be built:\n${said.slice(-4000)}`));
    });
  });
}

/** A file that only one process can create, holding that process's id: a dead holder's lock is void. */
async function lock(): Promise<() => Promise<void>> {
  await mkdir(dirname(LOCK), { recursive: true });
  const deadline = performance.now() + BUILD_TIMEOUT_MS;
  for (;;) {
    try {
      const file = await open(LOCK, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(LOCK, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (performance.now() > deadline) throw new Error(`${LOCK} has been held for too long; remove it`);
    if (!(await isHeld())) await rm(LOCK, { force: true });
    else await pause(LOOK_EVERY_MS);
  }
}

async function isHeld(): Promise<boolean> {
  const holder = Number(await readFile(LOCK, 'utf8').catch(() => ''));
  // Just created and not written yet, or gone: look again.
  if (holder === 0) return true;
  try {
    process.kill(holder, 0);
    return true;
  } catch {
    return false;
  }
}
