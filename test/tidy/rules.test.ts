// A rule that never objects guards nothing: each is shown something that it has to find, and something to let pass.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objectionToNode } from './code-rules.ts';
import { objectionTo } from './import-rules.ts';
import { nodesOf, readSource } from './sources.ts';

type Row = readonly [path: string, text: string, objection: RegExp | null];

function importObjections([path, text]: Row): string[] {
  const source = readSource(path, text);
  return source.imports.flatMap((imported) => objectionTo(source, imported) ?? []);
}

function codeObjections([path, text]: Row): string[] {
  const source = readSource(path, text);
  return [...nodesOf(source.tree)].flatMap((node) => objectionToNode(source, node) ?? []);
}

function check(rows: readonly Row[], judge: (row: Row) => readonly string[]): void {
  for (const row of rows) {
    const [path, text, objection] = row;
    it(`${path}: ${text.slice(0, 70)} is ${objection === null ? 'allowed' : 'objected to'}`, () => {
      const found = judge(row);
      if (objection === null) assert.deepEqual(found, []);
      else assert.match(found.join('\n'), objection);
    });
  }
}

describe('import rules', () => {
  check(
    [
      ['src/model/node.ts', "import { sha } from '../platform/digest.ts'", /model imports nothing/],
      ['src/model/node.ts', "import { join } from 'node:path'", /model imports nothing/],
      ['src/model/node.ts', "import type { Line } from './line.ts'", null],
      ['src/platform/log.ts', "import type { Store } from '../store/store.ts'", /the model alone/],
      ['src/dns/decide.ts', "import { createHash } from 'node:crypto'", /no package and no node/],
      ['src/dns/decide.ts', "import { z } from 'zod'", /no package and no node/],
      ['src/dns/decide.ts', "import type { Clock } from '../platform/clock.ts'", /a pure file imports/],
      ['src/dns/decide.ts', "import { dead } from '../cluster/verdict.ts'", /a pure file imports/],
      ['src/dns/decide.ts', "import { ProviderError } from './provider/provider.ts'", /types alone/],
      ['src/dns/decide.ts', "import type { ZoneRecord } from './provider/provider.ts'", null],
      ['src/dns/decide.ts', "import { sha256 } from '../platform/digest.ts'", null],
      ['src/dns/jobs/make-record.ts', "import type { Store } from '../../store/store.ts'", null],
      ['src/dns/jobs/make-record.ts', "import { x } from '../../store/memory-store.ts'", /do not know each/],
      ['src/dns/provider/aliyun/api.ts', "import { x } from '../memory/memory-dns.ts'", /drivers/],
      ['src/cluster/peer/http-peer-client.ts', "import { x } from '../../wire/push.ts'", null],
      ['src/store/rows.ts', "import { x } from '../wire/push.ts'", /do not know each/],
      ['src/http/server.ts', "import { startNode } from '../daemon/node.ts'", /only the edges/],
      ['src/daemon/node.ts', "import { createServer } from '../http/server.ts'", /who fulfils/],
      ['src/daemon/node.ts', "const x = await import('../store/open-store.ts')", /who fulfils/],
      ['src/daemon/daemon.ts', "import { createServer } from '../http/server.ts'", null],
      ['src/daemon/daemon.ts', "import { say } from '../cli/terminal.ts'", /without a terminal/],
      ['src/daemon/daemon.ts', "import { x } from '../http/server'", /ends in \.ts/],
      ['src/daemon/jobs.ts', "import cron from 'node-cron'", /lives in/],
      ['src/cli/age.ts', "import x from 'left-pad'", /has no home/],
      ['src/wire/push.ts', "export { x } from '../store/dsn.ts'", /do not know each/],
    ],
    importObjections,
  );
});

describe('code rules', () => {
  const long = `function f() {\n${'  g();\n'.repeat(60)}}`;
  check(
    [
      ['src/http/x.ts', 'const x: any = 1', /^any/],
      ['src/http/x.ts', 'const x = y!', /^!/],
      ['src/http/x.ts', 'export default function f() {}', /default export/],
      ['src/http/x.ts', 'export default 1', /default export/],
      ['src/http/x.ts', 'switch (x) { default: break; }', null],
      ['src/http/x.ts', 'console.log(1)', /^console/],
      ['src/http/x.ts', "const x = 'console.log(any!)' // any", null],
      ['src/http/x.ts', 'const x = Date.now()', /time and chance/],
      ['src/http/x.ts', 'const x = new Date()', /as a Clock/],
      ['src/http/x.ts', 'const x = new Date(at)', null],
      ['src/http/x.ts', 'setTimeout(f, 1)', /as a Clock/],
      ['src/http/x.ts', 'socket.setTimeout(1)', null],
      ['src/platform/clock.ts', 'setTimeout(f, 1)', null],
      ['src/http/x.ts', long, /61|62 lines/],
      ['src/dns/decide.ts', 'async () => { await f(); }', /never waits/],
      ['src/dns/decide.ts', 'const x = process.env', /no machine/],
      ['src/dns/jobs/x.ts', 'async () => { await f(); }', null],
    ],
    codeObjections,
  );
});
