// The house rules that a machine can check. A rule we care about is a test: docs/CONTRIBUTING.md says what each is
// good for; here stands what exactly it means.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { objectionToNode } from './tidy/code-rules.ts';
import { objectionTo } from './tidy/import-rules.ts';
import { ROOT, filesUnder, nodesOf, placeOf, readSources, readText, type Source } from './tidy/sources.ts';

const LONGEST_FILE = 300;
/** A shared suite or a table of cases is one idea, and longer. */
const LONGEST_TEST_FILE = 400;

const sources = readSources('src');
const code = [
  ...filesUnder('src', /\.ts$/),
  ...filesUnder('test', /\.ts$/),
  ...filesUnder('scripts', /\.(ts|mjs|mts)$/),
];

/** Fails with every finding at once, one per line. */
function assertNone(findings: readonly string[]): void {
  assert.equal(findings.length, 0, `\n${findings.join('\n')}\n`);
}

function inEvery(judge: (source: Source) => readonly string[]): string[] {
  return sources.flatMap(judge);
}

describe('who imports whom', () => {
  it('arrows point inwards, capabilities meet in contracts, and every package has one home', () => {
    assertNone(
      inEvery((source) =>
        source.imports.flatMap((imported) => {
          const objection = objectionTo(source, imported);
          return objection === null ? [] : [`${source.path} → ${imported.specifier}: ${objection}`];
        }),
      ),
    );
  });

  it('every package that the program needs is imported by it', () => {
    const manifest = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> };
    const used = new Set(inEvery(({ imports }) => imports.map(({ target }) => target)));
    // Loaded by name: pino starts its printer in a thread of its own.
    const idle = Object.keys(manifest.dependencies).filter((name) => !used.has(name));
    assertNone(idle.map((name) => `${name} is a dependency, and nothing imports it`));
  });
});

describe('what the sources say', () => {
  it('no any, no !, no default export, no console, no clock of their own, no long functions', () => {
    assertNone(
      inEvery((source) =>
        // A declaration of somebody else's package says what that package is.
        source.path.endsWith('.d.ts')
          ? []
          : [...nodesOf(source.tree)].flatMap((node) => {
              const objection = objectionToNode(source, node);
              return objection === null ? [] : [`${placeOf(source, node)} ${objection}`];
            }),
      ),
    );
  });

  it('steps of the executor wait for nothing', () => {
    const steps = sources.filter(({ path }) => path.startsWith('src/daemon/steps/'));
    assert.ok(steps.length > 0);
    assertNone(
      steps.filter(({ text }) => /\b(await|async)\b/.test(text)).map(({ path }) => `${path} waits in a step`),
    );
  });

  it('every file says which question it answers, or documents what it exports', () => {
    assertNone(inEvery(({ path, text }) => (/^(\/\/|\/\*\*)/m.test(text) ? [] : [`${path} has no comment`])));
  });

  it('nothing is put off in a comment, and no check is switched off without a reason', () => {
    // The brackets keep this very line from being found.
    const banned = /\b([T]ODO|[F]IXME|[X]XX)\b|@ts-[i]gnore|@ts-[n]ocheck/;
    const isSwitchedOff = /([e]slint-disable|@ts-[e]xpect-error)(?!.* -- \S)/;
    assertNone(
      code.flatMap((path) =>
        readText(path)
          .split('\n')
          .flatMap((line, index) => {
            const isBad = banned.test(line) || isSwitchedOff.test(line);
            return isBad ? [`${path}:${index + 1} ${line.trim()}`] : [];
          }),
      ),
    );
  });
});

describe('how files are cut and named', () => {
  it('a file holds one idea', () => {
    assertNone(
      code.flatMap((path) => {
        const lines = readText(path).split('\n').length - 1;
        const most = path.startsWith('test/') ? LONGEST_TEST_FILE : LONGEST_FILE;
        return lines > most ? [`${path} has ${lines} lines, more than ${most}`] : [];
      }),
    );
  });

  it('names are kebab-case and mean something', () => {
    const shape = /^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d)?\.(ts|mjs|mts)$/;
    const empty = /(^|-)(utils?|helpers?|managers?|common|misc|types|index)(-|\.)/;
    assertNone(
      code
        .filter((path) => !shape.test(basename(path)) || empty.test(basename(path)))
        .map((path) => `${path}: kebab-case, after its main export; no barrels`),
    );
  });

  it('the top of the tree stays short', () => {
    const allowed = new Set([
      ...['package.json', 'package-lock.json', 'tsconfig.json', 'Dockerfile'],
      ...['README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'LICENSE'],
      ...['config', 'docs', 'scripts', 'src', 'test'],
      // Made by commands, ignored by git.
      ...['coverage', 'data', 'dist', 'node_modules'],
    ]);
    const others = readdirSync(ROOT).filter((name) => !name.startsWith('.') && !allowed.has(name));
    assertNone(others.map((name) => `${name} stands at the top`));
  });
});
