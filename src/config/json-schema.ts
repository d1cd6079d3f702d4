import { z } from 'zod';
import { settingsSchema } from './settings.ts';

/** The settings' schema as JSON Schema: published for editors, and the map by which keys are recognised. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

let cached: JsonSchema | null = null;

export function settingsJsonSchema(): JsonSchema {
  cached ??= z.toJSONSchema(settingsSchema, { io: 'input' }) as JsonSchema;
  return cached;
}

/** The text of `docs/config.schema.json`. */
export function jsonSchemaText(): string {
  const { $schema, ...schema } = settingsJsonSchema() as JsonSchema & { $schema?: string };
  return `${JSON.stringify({ $schema, title: 'CocoaSyncer settings', ...schema }, null, 2)}\n`;
}

/** The schema itself, or each of its alternatives. */
export function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(alternatives);
}
