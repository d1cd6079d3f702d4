import { decideEdit, type HandEdit } from '../hand-edit.ts';
import type { RecordChange } from '../record.ts';
import type { Core } from './core.ts';

/**
 * Carries out hand edits one after another and journals each. An edit that is refused ends the series; those
 * before it stay, as they would at a console.
 */
export async function editRecords(core: Core, edits: readonly HandEdit[]): Promise<readonly RecordChange[]> {
  const all: RecordChange[] = [];
  for (const edit of edits) {
    const at = core.clock.wallMs();
    const changes = decideEdit(edit, core.zones, core.database.now, at, () => core.newId());
    core.journal.add({
      at,
      keyId: null,
      action: 'HandEdit',
      parameters: { op: edit.op },
      outcome: 'OK',
      answer: 'sent',
      faults: [],
      changes,
    });
    all.push(...changes);
    await core.commit({ at, clientIp: '127.0.0.1', operation: 'CONSOLE', changes, switches: [] });
  }
  return all;
}
