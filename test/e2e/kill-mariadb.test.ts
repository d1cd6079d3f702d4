// SIGKILL at any moment while the configuration is being changed, on MariaDB.
import { describe, it } from 'node:test';
import { startMariadb } from '../support/mariadb.ts';
import { startPair } from './kill-cluster.ts';
import { KILLS, rehearse, SEED } from './kill-rehearsal.ts';

const server = await startMariadb();
const skip = 'skip' in server ? server.skip : false;

describe(`a leader on MariaDB that is killed ${KILLS} times (KILL_SEED=${SEED})`, { skip }, () => {
  it('keeps every change that it acknowledged, and never counts back', async (t) => {
    if ('skip' in server) return;
    await rehearse(t, await startPair('kill', server));
  });
});
