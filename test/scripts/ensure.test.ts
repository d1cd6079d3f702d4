import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT, ensureBuilt, isInstalled, isNodeNewEnough } from '../../scripts/ensure.mjs';

describe('the oldest Node that is accepted', () => {
  const rows: readonly (readonly [version: string, isAccepted: boolean])[] = [
    ['18.20.4', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['20.20.2', true],
    ['22.0.0', true],
    ['100.1.0', true],
  ];
  for (const [version, isAccepted] of rows) {
    it(`${version} is ${isAccepted ? 'accepted' : 'refused'}`, () => {
      assert.equal(isNodeNewEnough(version), isAccepted);
    });
  }
});

type Packages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

describe('whether packages are installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cocoa-installed-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const lock: Packages = {
    '': { name: 'clone' },
    'node_modules/koa': { version: '3.2.1' },
    'node_modules/tsx': { version: '4.0.0', dev: true },
    'node_modules/for-windows': { version: '1.0.0', optional: true },
  };
  const complete: Packages = {
    'node_modules/koa': { version: '3.2.1' },
    'node_modules/tsx': { version: '4.0.0', dev: true },
  };

  /** Lays both of npm's lists down and asks. */
  function isInstalledWith(installed: Packages | string): boolean {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: lock }));
    writeFileSync(
      join(folder, 'node_modules', '.package-lock.json'),
      typeof installed === 'string' ? installed : JSON.stringify({ packages: installed }),
    );
    return isInstalled(folder);
  }

  it('a folder without node_modules is not installed', () => {
    assert.equal(isInstalled(join(folder, 'nowhere')), false);
  });

  it('everything but a package for another system is complete', () => {
    assert.equal(isInstalledWith(complete), true);
  });

  it('another version is not what the lock file names', () => {
    assert.equal(isInstalledWith({ ...complete, 'node_modules/koa': { version: '3.2.0' } }), false);
  });

  it('an installation without development packages is not complete', () => {
    assert.equal(isInstalledWith({ 'node_modules/koa': { version: '3.2.1' } }), false);
  });

  it('a package that the lock file no longer names calls for a new installation', () => {
    assert.equal(isInstalledWith({ ...complete, 'node_modules/dropped': { version: '1.0.0' } }), false);
  });

  it('a broken-off list counts as none', () => {
    assert.equal(isInstalledWith('{ "packages": {'), false);
  });
});

describe('building', () => {
  // Spaces and Chinese characters: people do keep clones in such folders.
  const folder = mkdtempSync(join(tmpdir(), 'cocoa 构建 '));
  const source = (name: string): string => join(folder, 'src', name);
  const output = (name: string): string => join(folder, 'dist', name);

  before(() => {
    mkdirSync(join(folder, 'src'));
    cpSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    cpSync(join(ROOT, 'config', 'tsconfig.build.json'), join(folder, 'config', 'tsconfig.build.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    writeFileSync(source('main.ts'), "import { one } from './one.ts';\nprocess.stdout.write(String(one));\n");
    writeFileSync(source('one.ts'), 'export const one: number = 1;\n');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('the first one makes an executable main.js', async () => {
    assert.equal(await ensureBuilt(folder), true);
    assert.equal(statSync(output('main.js')).mode & 0o111, 0o111);
    assert.ok(existsSync(output('one.js')));
  });

  it('a second one does nothing', async () => {
    assert.equal(await ensureBuilt(folder), false);
  });

  it('a changed source is built again, and what a removed one became goes', async () => {
    writeFileSync(source('main.ts'), 'process.stdout.write("alone");\n');
    rmSync(source('one.ts'));
    assert.equal(await ensureBuilt(folder), true);
    assert.ok(!existsSync(output('one.js')));
    assert.equal(await ensureBuilt(folder), false);
  });

  it('a missing main.js is made again', async () => {
    rmSync(output('main.js'));
    assert.equal(await ensureBuilt(folder), true);
    assert.ok(existsSync(output('main.js')));
  });
});
