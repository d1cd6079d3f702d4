import { mkdtemp, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complain, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { CAST, NODE_NAMES, SERVICE, type NodeName } from './cast.ts';
import { explore } from './explore.ts';
import { DemoFailure, Interrupted } from './failure.ts';
import { DEMO_TIMERS } from './pace.ts';
import { reportDemoFailure } from './report-failure.ts';
import { freePort } from './stage/free-port.ts';
import { Narrator } from './stage/narrator.ts';
import { NodeProcess } from './stage/node-process.ts';
import { Stage } from './stage/stage.ts';
import { tellStory } from './story.ts';

/**
 * Answers: how is the demonstration put together, and how does it end? Whatever happens, no process of it is
 * left; its folder stays only when something went wrong, for the logs.
 */
export interface DemoOptions {
  /** Leave everything running at the end, to explore, until a signal comes. */
  readonly isKept: boolean;
}

/** 128 + the signal's number, as shells have it. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** @returns 0 all of it happened, 1 something did not, 128 + n stopped by a signal before the end */
export async function runDemo(terminal: Terminal, { isKept }: DemoOptions): Promise<number> {
  const narrator = new Narrator(terminal);
  const signals = listenForSignals();
  const cleaning: (() => Promise<void>)[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'cocoasyncer-demo-'));
  let isFolderKept = false;
  cleaning.push(async () => {
    if (!isFolderKept) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  try {
    const stage = await raise(folder, narrator, signals.stopped, cleaning);
    await tellWhole(stage);
    narrator.tell(text('All of it happened as told.', '以上一切均已如实发生。'), 'good');
    if (isKept) await explore(stage, folder, signals.stopped);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      complain(terminal, text('Stopped.', '已停止。'));
      return SIGNALS[error.signal as NodeJS.Signals] ?? 1;
    }
    if (!(error instanceof DemoFailure || error instanceof AppError)) throw error;
    isFolderKept = true;
    reportDemoFailure(terminal, error, folder);
    return 1;
  } finally {
    for (const step of cleaning.toReversed()) await step();
    signals.forget();
  }
}

async function tellWhole(stage: Stage): Promise<void> {
  try {
    await tellStory(stage);
  } catch (error) {
    if (error instanceof AppError) await stage.assertNoCause();
    throw error;
  }
}

/** Sandbox and nodes; the nodes are prepared but not started. */
async function raise(
  folder: string,
  narrator: Narrator,
  stopped: AbortSignal,
  cleaning: (() => Promise<void>)[],
): Promise<Stage> {
  const sandbox = await startSandbox({
    zones: [{ name: SERVICE.zone }],
    journalFile: join(folder, 'sandbox-journal.ndjson'),
  });
  cleaning.push(() => sandbox.stop());
  const nodes = await prepareNodes(folder, sandbox.apiUrl, narrator);
  const killAll = (): void => {
    for (const name of NODE_NAMES) nodes[name].kill();
  };
  // For an end that nobody foresaw: what is done on `exit` must be done at once.
  const onExit = (): void => {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', onExit);
  cleaning.push(async () => {
    killAll();
    await Promise.all(NODE_NAMES.map((name) => nodes[name].gone()));
    process.off('exit', onExit);
  });
  return new Stage({ sandbox, nodes, narrator, timers: DEMO_TIMERS, stopped });
}

async function prepareNodes(
  folder: string,
  endpoint: string,
  { language }: Narrator,
): Promise<Readonly<Record<NodeName, NodeProcess>>> {
  const taken = new Set<number>();
  const prepare = async (name: NodeName): Promise<NodeProcess> => {
    const port = await freePort(taken);
    taken.add(port);
    const node = new NodeProcess({ part: CAST[name], port, folder, endpoint, language });
    await node.prepare();
    return node;
  };
  return { A: await prepare('A'), B: await prepare('B'), C: await prepare('C') };
}

interface SignalEars {
  readonly stopped: AbortSignal;
  forget(): void;
}

function listenForSignals(): SignalEars {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    stop.abort(signal);
  };
  const names = Object.keys(SIGNALS) as NodeJS.Signals[];
  for (const name of names) process.on(name, onSignal);
  return {
    stopped: stop.signal,
    forget: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
