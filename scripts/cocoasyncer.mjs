// Answers: how does a command of the program run straight from a clone? Everything is set up first, then the
// program runs in this very process: there is only one to receive a signal and to give the exit code.
//
// `node scripts/cocoasyncer.mjs status` is `cocoasyncer status`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, ensureReady } from './ensure.mjs';

await ensureReady();
const main = join(ROOT, 'dist', 'main.js');
process.argv[1] = main;
await import(pathToFileURL(main).href);
