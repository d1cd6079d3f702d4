// How is text from outside turned into values, and how is a wrong shape reported?
import { z } from 'zod';

import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';

const inChinese = z.locales.zhCN().localeError;

/**
 * The value in the schema's shape. AppError `invalid` names the first field at fault and what was expected
 * there, never the value found: it may be a secret. `root` names the whole, e.g. `cocoaBasic`.
 */
export function parseStructure<T extends z.ZodType>(schema: T, value: unknown, root: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = fieldName(root, issue?.path ?? []);
  const issueZh = schema.safeParse(value, { error: inChinese }).error?.issues[0];
  throw new AppError(
    'invalid',
    text(
      `${field} has the wrong form: ${issue?.message ?? ''}.`,
      `${field} 的格式不对:${issueZh?.message ?? ''}。`,
    ),
    { field },
  );
}

/** Go sends `null` for an empty slice, and older programs leave keys out. */
export function arrayOrNull<T extends z.ZodType>(item: T): z.ZodType<readonly z.output<T>[]> {
  return z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);
}

/** A text that may be missing or null; then it is empty. */
export const looseText = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

function fieldName(root: string, path: readonly PropertyKey[]): string {
  let name = root;
  for (const step of path) {
    name += typeof step === 'number' ? `[${step}]` : `${name === '' ? '' : '.'}${String(step)}`;
  }
  return name === '' ? 'body' : name;
}
