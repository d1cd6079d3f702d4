import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import type { HandEdit } from './hand-edit.ts';

/** Checks hand edits that came from outside: one object, or `{"edits": […]}`. */
export function parseEdits(given: unknown): readonly HandEdit[] {
  if (!isObject(given)) throw badEdit('op');
  if (given['edits'] === undefined) return [parseEdit(given)];
  if (!Array.isArray(given['edits'])) throw badEdit('edits');
  return given['edits'].map(parseEdit);
}

type Kind = 'text' | 'number' | 'boolean' | 'choice' | 'text or null';

const FLAGS: Readonly<Record<string, Kind>> = { isEnabled: 'boolean', isLocked: 'boolean' };
const MEMBERS: Readonly<Record<HandEdit['op'], Readonly<Record<string, Kind>>>> = {
  add: {
    ...{ op: 'text', zone: 'text', rr: 'text', type: 'text', value: 'text', line: 'text' },
    ...{ ttl: 'number', priority: 'number', remark: 'text' },
    ...FLAGS,
  },
  set: {
    ...{ op: 'text', choose: 'choice', value: 'text', ttl: 'number', line: 'text', remark: 'text or null' },
    ...FLAGS,
  },
  delete: { op: 'text', choose: 'choice' },
};
const REQUIRED: Readonly<Record<HandEdit['op'], readonly string[]>> = {
  add: ['rr', 'type', 'value'],
  set: ['choose'],
  delete: ['choose'],
};
const CHOICE_MEMBERS = ['id', 'zone', 'rr', 'type', 'line'];

function parseEdit(given: unknown): HandEdit {
  if (!isObject(given)) throw badEdit('op');
  const op = given['op'];
  if (op !== 'add' && op !== 'set' && op !== 'delete') throw badEdit('op');
  for (const name of REQUIRED[op]) if (given[name] === undefined) throw badEdit(name);
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(MEMBERS[op], name) ? MEMBERS[op][name] : undefined;
    if (kind === undefined || !isOfKind(value, kind)) throw badEdit(name);
  }
  // Every member of the edit has been checked against its table above.
  return given as unknown as HandEdit;
}

function isOfKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'text or null':
      return typeof value === 'string' || value === null;
    case 'number':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return (
        isObject(value) &&
        Object.keys(value).length > 0 &&
        Object.entries(value).every(
          ([name, item]) => CHOICE_MEMBERS.includes(name) && typeof item === 'string',
        )
      );
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badEdit(field: string): AppError {
  return new AppError(
    'invalid',
    text(
      `"${field}" of the edit is missing, unknown or of the wrong kind.`,
      `编辑请求中的“${field}”缺失、未知或类型不符。`,
    ),
    {
      field,
      hint: text(
        'Give {"op":"add","rr":…,"type":…,"value":…}, {"op":"set","choose":{"id":…},"value":…} or {"op":"delete","choose":{…}}.',
        '请使用 {"op":"add","rr":…,"type":…,"value":…}、{"op":"set","choose":{"id":…},"value":…} 或 {"op":"delete","choose":{…}}。',
      ),
    },
  );
}
