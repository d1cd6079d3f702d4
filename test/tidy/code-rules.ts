// Answers: which words have no place in the sources? Each rule looks at one node of the tree.
import ts from 'typescript';
import { isPure } from './import-rules.ts';
import type { Source } from './sources.ts';

export const LONGEST_FUNCTION = 60;

/** Who but `platform/` may look at the machine's clock or throw its dice, and why it is not given one. */
const REAL_TIME: readonly { readonly files: RegExp; readonly why: string }[] = [
  { files: /^src\/cli\/keep-running\.ts$/, why: 'gives up on a process that does not stop, at the very end' },
  { files: /^src\/demo\//, why: 'tells a story about real processes as it happens' },
  { files: /^src\/http\/server\.ts$/, why: 'cuts connections that outlive a stop' },
  { files: /^src\/sandbox\/dns\/ask\.ts$/, why: 'a query over a real socket has a real deadline' },
  { files: /^src\/store\/sql\/sql-database\.ts$/, why: 'a real database answers in real time or not at all' },
];

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const CLOCK_READINGS = new Set(['Date.now', 'Math.random', 'performance.now', 'process.hrtime']);

/** Why this node should not stand there; null: it may. */
export function objectionToNode(source: Source, node: ts.Node): string | null {
  return everywhere(node) ?? timeOrChance(source, node) ?? (isPure(source.path) ? inPureFile(node) : null);
}

function everywhere(node: ts.Node): string | null {
  switch (node.kind) {
    case ts.SyntaxKind.AnyKeyword:
      return 'any: say what it is, or unknown and parse it';
    case ts.SyntaxKind.NonNullExpression:
      return '!: show why it is there instead of claiming it';
    case ts.SyntaxKind.ExportAssignment:
      return 'a default export: give it its name';
    case ts.SyntaxKind.DefaultKeyword:
      return ts.canHaveModifiers(node.parent) ? 'a default export: give it its name' : null;
    default:
      return ts.isIdentifier(node) && node.text === 'console'
        ? 'console: the log and the terminal are arguments'
        : tooLong(node);
  }
}

function tooLong(node: ts.Node): string | null {
  if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return null;
  const lines = node.getText().split('\n').length;
  return lines > LONGEST_FUNCTION ? `a function of ${lines} lines: more than one idea` : null;
}

function timeOrChance(source: Source, node: ts.Node): string | null {
  const { path } = source;
  if (path.startsWith('src/platform/') || REAL_TIME.some(({ files }) => files.test(path))) return null;
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && TIMERS.has(node.expression.text)) {
    return `${node.expression.text}: time comes in as a Clock`;
  }
  if (ts.isPropertyAccessExpression(node) && CLOCK_READINGS.has(node.getText())) {
    return `${node.getText()}: time and chance come in as arguments`;
  }
  const isNow = ts.isNewExpression(node) && node.getText() === 'new Date()';
  return isNow ? 'new Date(): time comes in as a Clock' : null;
}

function inPureFile(node: ts.Node): string | null {
  if (ts.isAwaitExpression(node)) return 'await: a decision never waits';
  if (ts.isIdentifier(node) && node.text === 'process') return 'process: a decision knows no machine';
  return null;
}
