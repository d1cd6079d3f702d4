import { z } from 'zod';
import type { Text } from '../model/text.ts';

/**
 * What is said about a setting, kept beside its schema: problems, the tables of the documentation and the
 * JSON Schema all speak from here.
 */
export interface SettingNotes {
  readonly about: Text;
  readonly allowed: Text;
  /** In words or as a value; null: it has to be given. */
  readonly unset: Text | null;
  /** Never shown; may also come from a file named by `…_FILE`. */
  readonly isSecret: boolean;
  /** A key of the Go program's file. */
  readonly isFromGo: boolean;
}

const registry = z.registry<SettingNotes>();

/** `schema` with its notes, and with the English description that editors show. */
export function setting<S extends z.ZodType>(
  schema: S,
  notes: Pick<SettingNotes, 'about' | 'allowed' | 'unset'> & Partial<SettingNotes>,
): S {
  const described = schema.describe(`${notes.about.en} Allowed: ${notes.allowed.en}.`);
  registry.add(described, { isSecret: false, isFromGo: false, ...notes });
  return described;
}

export function notesOf(schema: z.ZodType): SettingNotes | null {
  return registry.get(schema) ?? null;
}
