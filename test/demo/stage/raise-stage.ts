// A stage with a real sandbox and its records, and nodes that are never started.
import { tmpdir } from 'node:os';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { CAST, SERVICE, type NodeName } from '../../../src/demo/cast.ts';
import { DEMO_TIMERS } from '../../../src/demo/pace.ts';
import { Narrator } from '../../../src/demo/stage/narrator.ts';
import { NodeProcess } from '../../../src/demo/stage/node-process.ts';
import { Stage } from '../../../src/demo/stage/stage.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { fakeTerminal, type FakeTerminal } from '../../cli/fake-terminal.ts';

export interface RaisedStage {
  readonly stage: Stage;
  readonly sandbox: Sandbox;
  readonly terminal: FakeTerminal;
  /** As a signal does. */
  readonly interrupt: (signal: string) => void;
}

const LINE_CODES = { A: ['default', 'telecom', 'oversea'], B: ['unicom'], C: ['mobile', 'edu'] } as const;

export async function raiseStage(terminal: FakeTerminal = fakeTerminal()): Promise<RaisedStage> {
  const records = (['A', 'B', 'C'] as const).flatMap((name) =>
    LINE_CODES[name].map((line) => ({ rr: SERVICE.label, type: 'A', value: CAST[name].address, line })),
  );
  const sandbox = await startSandbox({ zones: [{ name: SERVICE.zone }], records });
  const node = (name: NodeName): NodeProcess =>
    new NodeProcess({
      part: CAST[name],
      port: 1,
      folder: tmpdir(),
      endpoint: sandbox.apiUrl,
      language: 'en',
    });
  const stopping = new AbortController();
  const stage = new Stage({
    sandbox,
    nodes: { A: node('A'), B: node('B'), C: node('C') },
    narrator: new Narrator(terminal satisfies Terminal),
    timers: DEMO_TIMERS,
    stopped: stopping.signal,
  });
  return {
    stage,
    sandbox,
    terminal,
    interrupt: (signal) => {
      stopping.abort(signal);
    },
  };
}

/** Somebody writes a record, by the provider's own line code. */
export async function writeRecord(sandbox: Sandbox, line: string, node: NodeName): Promise<void> {
  const choose = { rr: SERVICE.label, type: 'A', line };
  await sandbox.edit({ op: 'set', choose, value: CAST[node].address });
}
