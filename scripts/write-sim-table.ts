// Writes what the simulator's long run and its planted faults came to into docs/testing.md, from the files that
// `npm run sim -- … --out` and `npm run sim:mutants -- --out` have written: `npm run docs`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { Catch } from '../test/sim/command/mutant-hunt.ts';
import { markdownTable, mutantsTable, summaryRows, withTable } from '../test/sim/command/summary.ts';
import { totalsFrom } from '../test/sim/command/totals.ts';

const PATH = 'docs/testing.md';
const LONG_RUN = 'test/sim/results/long-run.json';
const MUTANTS = 'test/sim/results/mutants.json';

let page = readFileSync(PATH, 'utf8');
const totals = existsSync(LONG_RUN) ? totalsFrom(readFileSync(LONG_RUN, 'utf8')) : null;
if (totals !== null) page = withTable(page, 'long run', markdownTable(summaryRows(totals), 'en'));
if (existsSync(MUTANTS)) {
  const catches = JSON.parse(readFileSync(MUTANTS, 'utf8')) as readonly Catch[];
  page = withTable(page, 'planted faults', mutantsTable(catches));
}
writeFileSync(PATH, await format(page, { ...(await resolveConfig(PATH)), filepath: PATH }));
