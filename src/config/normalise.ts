import { text } from '../model/text.ts';
import { alternatives } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Problem } from './problem.ts';
import { suggest } from './suggest.ts';
import type { Tree, TreeEntry } from './tree.ts';

/**
 * From what was written to what was meant: keys in any letter case get their canonical spelling, scalars
 * the type that the setting wants. Unknown and doubled keys are problems; wrong values are left as they are
 * for the schema to refuse.
 */
export interface Origin {
  /** As written: `timers.tdead`, or the name of an environment variable. */
  readonly key: string;
  readonly line: number | null;
}

export interface Normalised {
  readonly value: unknown;
  /** By canonical path (`Timers.tDead`, `Addresses.IPv4.0`). */
  readonly origins: Map<string, Origin>;
  readonly problems: Problem[];
}

/** `isFile` false: the tree comes from an environment variable, whose name `writtenAs` is. */
export function normalise(
  tree: Tree,
  schema: JsonSchema,
  path: string,
  writtenAs: string,
  isFile: boolean,
): Normalised {
  const origins = new Map<string, Origin>();
  const problems: Problem[] = [];
  const visit: Visit = (node, shape, at, key, line) => {
    origins.set(at, { key, line: isFile ? line : null });
    if (node.kind === 'scalar') return scalarValue(node.value, node.source, shape);
    if (node.kind === 'list') return listValue(node.items, shape, at, key, visit);
    return mapValue(node.entries, shape, { at, key, isFile, problems }, visit);
  };
  const value = visit(tree, schema, path, writtenAs, tree.line);
  return { value, origins, problems };
}

type Visit = (node: Tree, shape: JsonSchema, at: string, key: string, line: number) => unknown;

function listValue(
  items: readonly Tree[],
  shape: JsonSchema,
  at: string,
  key: string,
  visit: Visit,
): unknown[] {
  const itemShape = alternatives(shape).find(({ items: inner }) => inner !== undefined)?.items ?? {};
  return items.map((item, index) => visit(item, itemShape, join(at, `${index}`), key, item.line));
}

interface Place {
  readonly at: string;
  readonly key: string;
  readonly isFile: boolean;
  readonly problems: Problem[];
}

function mapValue(
  entries: readonly TreeEntry[],
  shape: JsonSchema,
  { at, key, isFile, problems }: Place,
  visit: Visit,
): Record<string, unknown> {
  const known = propertiesOf(shape);
  const result: Record<string, unknown> = {};
  const seen = new Map<string, number>();
  for (const entry of entries) {
    const canonical = [...known.keys()].find((name) => name.toLowerCase() === entry.key.toLowerCase());
    const written = join(key, entry.key);
    const line = isFile ? entry.line : null;
    if (canonical === undefined) {
      problems.push(unknownKey(written, entry.key, line, [...known.keys()]));
      continue;
    }
    const before = seen.get(canonical);
    if (before !== undefined) problems.push(doubledKey(written, line, before));
    seen.set(canonical, entry.line);
    const value = visit(entry.value, known.get(canonical) ?? {}, join(at, canonical), written, entry.line);
    // `Key:` with nothing behind it is as good as no key.
    if (value !== null) result[canonical] = value;
  }
  return result;
}

/** The keys of all alternatives that are maps. */
function propertiesOf(shape: JsonSchema): ReadonlyMap<string, JsonSchema> {
  return new Map(alternatives(shape).flatMap(({ properties }) => Object.entries(properties ?? {})));
}

const TRUE = /^(true|yes|on|1)$/i;
const FALSE = /^(false|no|off|0)$/i;

/** `007` stays text where text is wanted; `yes` becomes true where a yes or no is. */
function scalarValue(value: unknown, source: string, shape: JsonSchema): unknown {
  if (value === null || value === undefined) return null;
  const shapes = alternatives(shape);
  const wants = (type: string): boolean => shapes.some((one) => one.type === type);
  const words = shapes.flatMap((one) => [
    ...(one.enum ?? []),
    ...(one.const === undefined ? [] : [one.const]),
  ]);
  const written = typeof value === 'string' ? value : source;
  const word = words.find(
    (one) => typeof one === 'string' && one.toLowerCase() === written.trim().toLowerCase(),
  );
  if (word !== undefined) return word;
  if (wants('boolean') && TRUE.test(written)) return true;
  if (wants('boolean') && FALSE.test(written)) return false;
  const isNumeric = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value.trim());
  if ((wants('integer') || wants('number')) && isNumeric) return Number(value);
  if (wants('string') && !wants('number')) return written.trim() === '' ? null : written;
  return value;
}

function unknownKey(key: string, name: string, line: number | null, known: readonly string[]): Problem {
  const near = suggest(name, known);
  const meant = near === null ? text('', '') : text(`; did you mean ${near}?`, `，是否想写 ${near}？`);
  return {
    key,
    line,
    text: text(`there is no such setting${meant.en}`, `没有这个配置项${meant.zh}`),
    found: null,
    // A long list helps nobody; a short one does.
    allowed:
      near === null && known.length > 0 && known.length <= 5
        ? text(known.join(', '), known.join('、'))
        : null,
  };
}

function doubledKey(key: string, line: number | null, before: number): Problem {
  return {
    key,
    line,
    text: text(
      `set twice, also in line ${before}; letter case makes no difference`,
      `重复设置，第 ${before} 行已有；大小写不作区分`,
    ),
    found: null,
    allowed: null,
  };
}

export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
