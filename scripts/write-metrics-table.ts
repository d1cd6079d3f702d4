// Writes docs/metrics.md from what the registry itself says. Run it after adding or changing a metric: `npm run docs`.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { createMetrics } from '../src/metrics/registry.ts';

const PATH = 'docs/metrics.md';

const HEAD = `# Metrics

_Read when_ you build a dashboard or an alert. _Defines_ every metric of \`/metrics\`; written by \`npm run docs\` from the program itself. _Does not define_ what to do about a value: see [operating](operating.md#alerts-worth-having).

Peers are labelled by their friendly names; node codes never appear on this public page. A value that is not known has no sample. The metrics of the process (\`process_…\`, \`nodejs_…\`) are those of prom-client.

`;

interface Metric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
}

/** One row per HELP and TYPE pair of a text exposition, without those of the process. */
function metricsIn(exposition: string): Metric[] {
  const types = new Map(
    [...exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
  return [...exposition.matchAll(/^# HELP (\S+) (.*)$/gm)]
    .map(([, name = '', help = '']) => ({ name, type: types.get(name) ?? '', help }))
    .filter(({ name }) => !/^(process|nodejs)_/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const metrics = createMetrics({ version: '0', view: () => null });
const { body } = await metrics.renderMetrics();
metrics.close();
const rows = metricsIn(body).map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`);
const page = `${HEAD}| Metric | Kind | Meaning |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
writeFileSync(PATH, await format(page, { ...(await resolveConfig(PATH)), filepath: PATH }));
