// `npm run sim` and `npm run sim:mutants`: sets everything up, bundles the simulator and hands the arguments over.
// What there is to say is said by test/sim/command/main.ts.
import { ensureInstalled, ensureNode } from './ensure.mjs';

ensureNode();
await ensureInstalled();
const { bundle, clearOldBundles, load } = await import('./sim-bundle.mjs');
clearOldBundles();
const { main } = await load('main');
const exitCode = await main(process.argv.slice(2), { bundle: (mutant) => bundle('worker', mutant) });
process.stdout.write('', () => process.exit(exitCode));
