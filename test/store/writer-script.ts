// Run as a process of its own by writer-process.ts: writes, and prints a line for every acknowledged write.
import { writeSync } from 'node:fs';
import { Secret } from '../../src/model/secret.ts';
import { openStore } from '../../src/store/open-store.ts';
import { journalRow, withService } from './samples.ts';

const [what = '', prefix = '', count = '0'] = process.argv.slice(2);
const { WRITER_TYPE: type = '', WRITER_DSN: dsn = '' } = process.env;
const store = openStore({ type, dsn: Secret.of(dsn), baseFolder: process.cwd() });

for (let index = 0; index < Number(count); index += 1) {
  const name = `${prefix}${index}`;
  await store.editCluster((current) => withService(current, name));
  if (what === 'all') {
    const takeOver = { nodeId: name, cellKey: name, at: index, overturned: false };
    await store.saveMemory({ flaps: [{ nodeId: name, at: index }], takeOvers: [takeOver] });
    await store.appendJournal([journalRow(index, name)]);
    await store.addMadeRecord({ provider: 'Ali', zone: 'example.test', recordId: name, cellKey: 'c' });
  }
  // Straight to the pipe: nothing told is lost with the process.
  writeSync(1, `${name}\n`);
}
await store.close();
