// `npm test`: sets everything up (tests start real processes from dist/) and runs all tests, or those whose path
// contains one of the words given: `npm test -- planner`.
import { ensureReady } from './ensure.mjs';

await ensureReady();
await import('./run-tests.mjs');
