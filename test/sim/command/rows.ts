/** Name and value in two columns, whatever the language of the names. */
import { displayWidth, padTo } from '../../../src/cli/table.ts';
import type { Language, Text } from '../../../src/model/text.ts';

export function rowsAsLines(
  rows: readonly (readonly [name: Text, value: string])[],
  language: Language,
): readonly string[] {
  const width = Math.max(...rows.map(([name]) => displayWidth(name[language])));
  return rows.map(([name, value]) => `${padTo(name[language], width)}  ${value}`.trimEnd());
}
