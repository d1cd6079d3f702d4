import type { EditReport } from '../http/application.ts';
import type { LeaveReason, RecordAction } from '../model/edit.ts';
import { text, type Language, type Text } from '../model/text.ts';
import { lineName, recordOfCell } from './names.ts';
import { printable, tableLines } from './table.ts';

/** Answers: how is a planned or finished change of the configuration shown? */

export function reportLines(report: EditReport, language: Language): string[] {
  const lines = [TITLES.configuration[language]];
  lines.push(...report.summary.map((sentence) => `  ${printable(sentence[language])}`));
  if (report.summary.length === 0) lines.push(`  ${TITLES.unchanged[language]}`);
  if (report.records.length > 0) {
    lines.push('', TITLES.records[language]);
    lines.push(...recordTable(report.records, language).map((line) => `  ${line}`));
  }
  if (report.warnings.length > 0) {
    lines.push('', TITLES.warnings[language]);
    lines.push(...report.warnings.map((warning) => `  ! ${printable(warning[language])}`));
  }
  return lines;
}

const TITLES = {
  configuration: text('Configuration:', '配置：'),
  unchanged: text('unchanged', '不变'),
  records: text('Records:', '解析记录：'),
  warnings: text('Please note:', '请注意：'),
};

const ACTIONS: Readonly<Record<RecordAction['action'], Text>> = {
  create: text('create', '新建'),
  adopt: text('adopt', '接管'),
  delete: text('delete', '删除'),
  leave: text('leave', '保留'),
};

const LEAVE_REASONS: Readonly<Record<LeaveReason, Text>> = {
  'no-owner-address': text(
    'no node that owns this line has a known address yet',
    '拥有该线路的节点都还没有已知的地址',
  ),
  disabled: text('the record is disabled at the provider', '该记录在云平台处于暂停状态'),
  locked: text('the record is locked at the provider', '该记录在云平台被锁定'),
  ambiguous: text('several records match; keep one of them', '有多条记录匹配，请只保留一条'),
  'foreign-type': text(
    'a record of another type is in the way (a CNAME, for instance)',
    '存在其他类型的记录（例如 CNAME）',
  ),
  'not-made-here': text('it was not made by this cluster', '该记录不是由本集群创建的'),
  'line-unsupported': text("the zone's plan does not know this line", '该域名的套餐不支持此线路'),
};

function recordTable(records: readonly RecordAction[], language: Language): string[] {
  const header = [
    text('action', '操作'),
    text('record', '记录'),
    text('type', '类型'),
    text('line', '线路'),
    text('value', '记录值'),
    text('remark', '说明'),
  ].map((title) => title[language]);
  return tableLines(
    header,
    records.map((record) => {
      const cell = recordOfCell(record.cellKey);
      const action = ACTIONS[record.action][language];
      const value = record.action === 'leave' ? '-' : record.value;
      return [action, cell.name, cell.type, lineName(cell.line, language), value, remarkOn(record, language)];
    }),
  );
}

function remarkOn(record: RecordAction, language: Language): string {
  switch (record.action) {
    case 'create':
      return language === 'zh' ? `指向节点 ${record.node}` : `to node ${record.node}`;
    case 'leave':
      return LEAVE_REASONS[record.why][language];
    case 'adopt':
      return language === 'zh' ? '已存在，今后由本程序维护' : 'exists; kept up to date from now on';
    case 'delete':
      return '';
  }
}
