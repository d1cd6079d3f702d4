// SIGKILL at any moment while the configuration is being changed, on SQLite: nothing acknowledged is lost, and no
// record moves.
import { describe, it } from 'node:test';
import { startPair } from './kill-cluster.ts';
import { KILLS, rehearse, SEED } from './kill-rehearsal.ts';

describe(`a leader on SQLite that is killed ${KILLS} times (KILL_SEED=${SEED})`, () => {
  it('keeps every change that it acknowledged, and never counts back', async (t) => {
    await rehearse(t, await startPair('kill', null));
  });
});
