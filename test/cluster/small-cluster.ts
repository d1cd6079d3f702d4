/** A small cluster to edit, and short ways to say what an edit made of it. */
import assert from 'node:assert/strict';
import { editConfiguration } from '../../src/cluster/edit-configuration.ts';
import type { EditContext, EditResult } from '../../src/cluster/edit-configuration.ts';
import { AppError } from '../../src/model/app-error.ts';
import type { ErrorCode } from '../../src/model/app-error.ts';
import type { ConfigurationDocument } from '../../src/model/configuration.ts';
import type { Edit } from '../../src/model/edit.ts';
import type { Identity, Member } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import { aDocument, aMember, aService } from '../support/configurations.ts';

export const CLUSTER = aDocument({
  members: [
    aMember('a-code', { name: 'Guangzhou', role: 'leader', lines: ['default', 'overseas'] }),
    aMember('b-code', { name: '上海', lines: ['china-unicom'], url: 'http://b.test:44443' }),
    aMember('c-code', { name: 'Beijing', carries: ['example.test/www'] }),
  ],
  leaderId: 'a-code',
  services: [aService('www'), aService('blog')],
  lineBackups: { default: ['b-code', 'c-code'], cernet: ['b-code'] },
});

export const LEARNED: Identity = {
  id: 'd-code',
  name: 'Tokyo',
  url: 'http://d.test:44443',
  role: 'follower',
  secret: Secret.of('***'),
};

export const edited = (edit: Edit, context: EditContext = {}, from = CLUSTER): EditResult =>
  editConfiguration(from, edit, context);
export const member = (document: ConfigurationDocument, id: string): Member => {
  const found = document.members.find((one) => one.id === id);
  assert.ok(found !== undefined, `no member ${id}`);
  return found;
};
export const english = (result: EditResult): string => result.summary.map(({ en }) => en).join('\n');
export const warned = (result: EditResult): string => result.warnings.map(({ en }) => en).join('\n');

export function refused(
  edit: Edit,
  code: ErrorCode,
  field: string,
  message: RegExp = /./,
  context: EditContext = { learned: LEARNED },
): void {
  assert.throws(
    () => editConfiguration(CLUSTER, edit, context),
    (error) => {
      assert.ok(error instanceof AppError);
      assert.deepEqual([error.code, error.field], [code, field]);
      assert.match(`${error.message} ${error.hint?.en ?? ''}`, message);
      return true;
    },
  );
}
