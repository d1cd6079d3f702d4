import { fileURLToPath } from 'node:url';

/** Answers: how is this very program started once more? As it runs now: compiled, or from its sources. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

export function programPath(): string {
  return fileURLToPath(new URL(`../../main.${EXTENSION}`, import.meta.url));
}

/** Arguments for Node, to run the program with `argv` on a leash. */
export function programArguments(argv: readonly string[]): string[] {
  const sources = EXTENSION === 'ts' ? ['--import', import.meta.resolve('tsx')] : [];
  const leash = new URL(`./leash.${EXTENSION}`, import.meta.url).href;
  return [...sources, '--import', leash, programPath(), ...argv];
}
