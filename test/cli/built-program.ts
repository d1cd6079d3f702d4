// The program as it is installed: plain JavaScript, made from the present sources in a folder of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

export interface BuiltProgram {
  /** Path of `dist/main.js`. */
  readonly main: string;
  /** An empty folder to work in. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Types are the business of `npm run types`; here they are only taken away. */
export async function buildProgram(): Promise<BuiltProgram> {
  const root = await mkdtemp(join(tmpdir(), 'cocoasyncer-built-'));
  const names = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts'));
  for (const name of names) {
    const { outputText } = ts.transpileModule(await readFile(join('src', name), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    const path = join(root, 'dist', name.replace(/\.ts$/, '.js'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, outputText);
  }
  await cp('package.json', join(root, 'package.json'));
  await symlink(resolve('node_modules'), join(root, 'node_modules'));
  const folder = join(root, 'work');
  await mkdir(folder);
  const main = join(root, 'dist', 'main.js');
  return { main, folder, remove: () => rm(root, { recursive: true, force: true }) };
}

export interface Finished {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
  readonly tookMs: number;
}

export interface Started {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  out(): string;
}

/** Nothing of this machine's own settings gets in. */
const PLAIN_ENV = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), LANG: 'en_US.UTF-8' };

export function start(
  program: BuiltProgram,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Started {
  const begun = performance.now();
  const child = spawn(process.execPath, [program.main, ...argv], {
    cwd: program.folder,
    env: { ...PLAIN_ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const finished = new Promise<Finished>((done) => {
    child.on('close', (exitCode) => {
      done({ exitCode, out, err, tookMs: performance.now() - begun });
    });
  });
  return { process: child, finished, out: () => out };
}
