import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { text } from '../model/text.ts';
import type { Problem } from './problem.ts';

/**
 * YAML as a tree that still knows its lines and how each scalar was written: `NodeCode: 007` has to stay
 * `007`, and a problem has to name the line.
 */
export type Tree =
  | { readonly kind: 'scalar'; readonly value: unknown; readonly source: string; readonly line: number }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly line: number }
  | { readonly kind: 'map'; readonly entries: readonly TreeEntry[]; readonly line: number };

export interface TreeEntry {
  readonly key: string;
  readonly line: number;
  readonly value: Tree;
}

/** Deeper than any setting; also ends an alias that contains itself. */
const MAX_DEPTH = 12;

/** The tree, or null for an empty text; and everything that is wrong with the YAML itself. */
export function parseTree(yamlText: string): { tree: Tree | null; problems: readonly Problem[] } {
  const lineCounter = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter, prettyErrors: false });
  const problems = document.errors.map((error): Problem => ({
    key: 'YAML',
    line: lineCounter.linePos(error.pos[0]).line,
    text: text(error.message, `YAML 语法错误：${error.message}`),
    found: null,
    allowed: null,
  }));
  if (problems.length > 0 || document.contents === null) return { tree: null, problems };
  const lineOf = (node: Node): number => lineCounter.linePos(node.range?.[0] ?? 0).line;
  return { tree: toTree(document.contents, document, lineOf, MAX_DEPTH), problems };
}

function toTree(node: unknown, document: Document, lineOf: (node: Node) => number, depth: number): Tree {
  if (isAlias(node)) return toTree(node.resolve(document), document, lineOf, depth - 1);
  if (depth > 0 && isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      const line = isScalar(key) ? lineOf(key) : lineOf(node);
      const name = isScalar(key) ? String(key.source ?? key.value) : '?';
      return { key: name, line, value: toTree(value, document, lineOf, depth - 1) };
    });
    return { kind: 'map', entries, line: lineOf(node) };
  }
  if (depth > 0 && isSeq(node)) {
    const items = node.items.map((item) => toTree(item, document, lineOf, depth - 1));
    return { kind: 'list', items, line: lineOf(node) };
  }
  if (!isScalar(node)) return { kind: 'scalar', value: null, source: '', line: 0 };
  return { kind: 'scalar', value: node.value, source: node.source ?? '', line: lineOf(node) };
}
