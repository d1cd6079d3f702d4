// Do the documents keep what they promise? Links lead somewhere, commands and options exist, every alarm has its
// row, tables that are generated are up to date, and both languages tell the same.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { PROFILES, TIMER_FIELDS, resolveTimers } from '../src/config/timers.ts';
import type { TimerName } from '../src/config/timers.ts';
import { createMetrics } from '../src/metrics/registry.ts';
import { CELL_STATES } from '../src/model/cluster-view.ts';
import { runCommand } from './cli/run-command.ts';
import { filesUnder, readSources, readText } from './tidy/sources.ts';

const READMES = ['README.md', 'README.zh-CN.md'] as const;
const notes = filesUnder('docs', /\.md$/);
const all = [...READMES, 'CHANGELOG.md', ...notes];

function assertNone(findings: readonly string[]): void {
  assert.equal(findings.length, 0, `\n${findings.join('\n')}\n`);
}

/** Without what stands in code blocks. */
function proseOf(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
}

/** The anchors that GitHub gives the headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...proseOf(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  const slug = (heading: string): string =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
  return new Set(headings.map(slug));
}

function headingLevels(text: string): string[] {
  return [...proseOf(text).matchAll(/^(#+) /gm)].map(([, marks = '']) => marks);
}

describe('links', () => {
  it('lead to a file, and to a heading in it', () => {
    assertNone(
      all.flatMap((path) =>
        [...proseOf(readText(path)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
          if (/^https?:/.test(target)) return [];
          const [file = '', anchor] = target.split('#');
          const found = file === '' ? path : posix.join(posix.dirname(path), file);
          if (!existsSync(found)) return [`${path}: ${target} is not there`];
          const isThere = anchor === undefined || anchorsOf(readText(found)).has(decodeURI(anchor));
          return isThere ? [] : [`${path}: ${target} has no such heading`];
        }),
      ),
    );
  });

  it('the map names every note', () => {
    const map = readText('docs/README.md') + readText('docs/decisions/README.md');
    assertNone(notes.filter((path) => !map.includes(`](${posix.basename(path)})`) && !isMap(path)));
  });
});

function isMap(path: string): boolean {
  return path === 'docs/README.md' || path === 'docs/decisions/README.md';
}

describe('every note', () => {
  it('begins with when to read it, what it defines and what not', () => {
    const english = /^# .*\n\n_Read when_ .*_Defines_ .*_Does not define_ /;
    const chinese = /^# .*\n\n_何时阅读_：.*_本文说明_：.*_本文不涉及_：/;
    assertNone(
      notes.filter((path) => !(path.endsWith('.zh-CN.md') ? chinese : english).test(readText(path))),
    );
  });

  it('that exists in Chinese has the same headings, up to one whose text is said to be in English only', () => {
    for (const path of all.filter((one) => one.endsWith('.zh-CN.md'))) {
      const english = path.replace('.zh-CN.md', '.md');
      const [levels, wanted] = [headingLevels(readText(path)), headingLevels(readText(english))];
      const count = isLedOver(path) ? levels.length : wanted.length;
      assert.deepEqual(levels, wanted.slice(0, count), path);
    }
  });
});

/** Whether it ends with a link to the English heading that stands in the place of its own last one. */
function isLedOver(path: string): boolean {
  const english = path.replace('.zh-CN.md', '.md');
  const [, file = '', anchor = ''] = /\]\(([^)#\s]+)#([^)\s]+)\)[^\n]*\n*$/.exec(readText(path)) ?? [];
  const place = [...anchorsOf(readText(path))].length - 1;
  return file === posix.basename(english) && [...anchorsOf(readText(english))][place] === anchor;
}

interface Call {
  readonly place: string;
  readonly words: readonly string[];
  readonly options: readonly string[];
}

/** Every `cocoasyncer …` in a document: the command's words, and its long options. */
function callsIn(path: string): Call[] {
  const matches = readText(path).matchAll(/(?:^ *|`)(?:cocoasyncer|node dist\/main\.js) ([a-z][^`\n]*)/gm);
  return [...matches].map(([whole, rest = '']) => {
    const parts = rest.split(/\s+/);
    const end = parts.findIndex((part) => !/^[a-zA-Z]+$/.test(part));
    return {
      place: `${path}: ${whole.trim()}`,
      words: end < 0 ? parts : parts.slice(0, end),
      options: parts.filter((part) => /^--[a-z]/.test(part)).map((part) => part.replace(/=.*/, '')),
    };
  });
}

describe('commands in the documents', () => {
  const calls = all.flatMap(callsIn);

  it('exist, with their options', async () => {
    assert.ok(calls.length > 20);
    for (const { place, words, options } of calls) {
      const help = await helpOf(words);
      assert.notEqual(help, null, `${place}: no such command`);
      for (const option of options) assert.ok(help?.includes(option), `${place}: no option ${option}`);
    }
  });

  it('are the same in both languages', () => {
    for (const path of all.filter((one) => one.endsWith('.zh-CN.md'))) {
      const commands = (file: string): string[] =>
        callsIn(file)
          .map(({ words }) => words.join(' '))
          .sort();
      assert.deepEqual(commands(path), commands(path.replace('.zh-CN.md', '.md')), path);
    }
  });

  it('that npm runs are in package.json', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    assertNone(
      all.flatMap((path) =>
        [...readText(path).matchAll(/npm run (?:-s )?([a-z:]+)/g)].flatMap(([, name = '']) =>
          name in scripts ? [] : [`${path}: npm run ${name}`],
        ),
      ),
    );
  });
});

/** The help of the longest command that the words begin with; what follows are its arguments. */
async function helpOf(words: readonly string[]): Promise<string | null> {
  for (let count = Math.min(2, words.length); count > 0; count -= 1) {
    const { exitCode, out } = await runCommand([...words.slice(0, count), '--help']);
    const isIt =
      exitCode === 0 && new RegExp(`^Usage: cocoasyncer .*\\b${words[count - 1] ?? ''}\\b`).test(out);
    if (isIt) return out;
  }
  return null;
}

function isTimer(name: string): name is TimerName {
  return name in TIMER_FIELDS;
}

describe('what operators look up', () => {
  const guides = ['docs/operating.md', 'docs/operating.zh-CN.md'];

  /** The codes in the first column of the tables of a guide. */
  function codesIn(path: string): Set<string> {
    return new Set([...readText(path).matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, code = '']) => code));
  }

  it('every alarm the daemon raises has a row, in both languages', () => {
    const sources = readSources('src/daemon').map(({ text }) => text);
    const raised = sources.flatMap((text) => [
      ...[...text.matchAll(/setAlarm\(\s*\w+,\s*'([a-z-]+)'/g)].map(([, code = '']) => code),
      // Raised in a loop over a list of codes.
      ...[...text.matchAll(/\[((?:'[a-z]+-[a-z]+',? ?)+)\] as const/g)].flatMap(([, list = '']) =>
        [...list.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code),
      ),
    ]);
    assert.ok(raised.includes('node-dead') && raised.includes('stale-leader'));
    for (const guide of guides) {
      const described = codesIn(guide);
      assertNone(raised.filter((code) => !described.has(code)).map((code) => `${guide} lacks ${code}`));
      const known = new Set<string>([...raised, ...CELL_STATES]);
      assertNone(
        [...described].filter((code) => !known.has(code)).map((code) => `${guide}: ${code} is none`),
      );
    }
  });

  it('the timers of failover.md are those of the profiles', () => {
    for (const path of ['docs/failover.md', 'docs/failover.zh-CN.md']) {
      const rows = [...readText(path).matchAll(/^\|[^|\n]*`(t?[a-zA-Z]+)` *\|((?: [\d.]+ s +\|){4})/gm)];
      assert.ok(rows.length >= 8, path);
      for (const [, name = '', cells = ''] of rows) {
        const field = isTimer(name) ? TIMER_FIELDS[name] : null;
        assert.ok(field !== null, `${path}: ${name} is no timer`);
        const told = [...cells.matchAll(/[\d.]+/g)].map(([value]) => Number(value) * 1000);
        const values = PROFILES.map((profile) => resolveTimers(profile)[field]);
        assert.deepEqual(told, values, `${path}: ${name}`);
      }
    }
    const [, table = ''] = readText('docs/failover.md').split('<!-- timers');
    const timers = Object.keys(TIMER_FIELDS).filter((name) => name !== 'speakers');
    assertNone(timers.filter((name) => !table.includes(`| \`${name}\` `)));
  });

  it('every metric has a row, and every row a metric (`npm run docs`)', async () => {
    const metrics = createMetrics({ version: '0', view: () => null });
    const { body } = await metrics.renderMetrics();
    const exposed = [...body.matchAll(/^# HELP (\S+) (.*)$/gm)]
      .map(([, name = '', help = '']) => `${name}: ${help}`)
      .filter((line) => !/^(process|nodejs)_/.test(line));
    const rows = [...readText('docs/metrics.md').matchAll(/^\| `(\S+)` *\| \w+ *\| (.*?) *\|$/gm)];
    assert.deepEqual(rows.map(([, name = '', help = '']) => `${name}: ${help}`).sort(), exposed.sort());
  });
});
