import type { Text } from './text.ts';
import { text } from './text.ts';

/** Why a record was written, by the journal's word for it. */
export const CHANGE_REASONS: Readonly<Partial<Record<string, Text>>> = {
  'own-address': text('the node’s address changed', '节点地址变化'),
  yielded: text('handed over', '移交'),
  'taken-over': text('taken over', '接管'),
  created: text('record created', '新建记录'),
  adopted: text('record adopted', '接管已有记录'),
  deleted: text('record deleted', '删除记录'),
};
