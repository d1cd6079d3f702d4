// Answers: does anything that runs under virtual time know the machine? What a run really reaches for is refused by
// test/sim/schedule/seal.ts; this looks at what it could reach: every module of the simulator's bundle.
import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import { describe, it } from 'node:test';
import { build } from 'esbuild';

/** Functions of their arguments alone. */
const PURE = ['crypto', 'net', 'assert/strict', 'assert'];
/** The way to the real DNS service; the simulator puts another one in its place. */
const REPLACED = 'src/dns/provider/aliyun/api.ts';

const { metafile } = await build({
  entryPoints: ['test/sim/schedule/run-schedule.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  metafile: true,
  logLevel: 'silent',
});

const own = Object.entries(metafile.inputs).filter(([path]) => !path.startsWith('node_modules/'));

describe('the simulator', () => {
  it('runs the product’s own node, executor, messages, store, wire and provider client', () => {
    const paths = own.map(([path]) => path);
    for (const path of [
      'src/daemon/node.ts',
      'src/daemon/executor.ts',
      'src/daemon/configuration-keeper.ts',
      'src/wire/heartbeat.ts',
      'src/wire/push.ts',
      'src/dns/decide.ts',
      'src/dns/address-book.ts',
      'src/dns/provider/aliyun/aliyun-provider.ts',
      'src/cluster/verdict.ts',
      'src/store/memory-store.ts',
    ]) {
      assert.ok(paths.includes(path), `${path} is not in the bundle`);
    }
  });

  it('reaches no socket, file, process or clock of the machine', () => {
    const found = own
      .filter(([path]) => path !== REPLACED)
      .flatMap(([path, { imports }]) =>
        imports
          .map((one) => one.path.replace(/^node:/, ''))
          .filter((name) => builtinModules.includes(name) && !PURE.includes(name))
          .map((name) => `${path} imports ${name}`),
      );
    assert.deepEqual(found, []);
  });

  it('sends nothing by the libraries that speak to the real DNS service', () => {
    const bearers = own
      .filter(([, { imports }]) =>
        imports.some(({ path }) => path.startsWith('node_modules/@alicloud/pop-core')),
      )
      .map(([path]) => path);
    assert.deepEqual(bearers, [REPLACED]);
  });
});
