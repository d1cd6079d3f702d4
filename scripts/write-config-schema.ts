// Writes what is generated from the settings' schema: `docs/config.schema.json` for editors, and the tables in
// `docs/configuration.md` and `docs/configuration.zh-CN.md`. Run it after changing a setting:
//   npx tsx scripts/write-config-schema.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { jsonSchemaText } from '../src/config/json-schema.ts';
import { withSettingsTables } from '../src/config/settings-table.ts';

const DOCUMENTS = [
  ['docs/configuration.md', 'en'],
  ['docs/configuration.zh-CN.md', 'zh'],
] as const;

await write('docs/config.schema.json', jsonSchemaText());
for (const [path, language] of DOCUMENTS) {
  await write(path, withSettingsTables(readFileSync(path, 'utf8'), language));
}

/** Formatted as the rest of the tree is, so that generating and formatting do not undo each other. */
async function write(path: string, content: string): Promise<void> {
  const options = (await resolveConfig(path)) ?? {};
  writeFileSync(path, await format(content, { ...options, filepath: path }));
}
