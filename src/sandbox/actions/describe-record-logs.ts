import { lineEntry } from '../line-catalog.ts';
import { operationMessage, type Operation } from '../record-database.ts';
import { invalid } from '../refusal.ts';
import { minuteOf, pageOf, zoneOfCall, type Action, type ActionCall } from './action.ts';

/** DescribeRecordLogs: what was done to the records of a domain, newest first. */
const LARGEST_PAGE = 100;
const DAY_MS = 86_400_000;

export const describeRecordLogs: Action = {
  isWrite: false,
  run(call) {
    const zone = zoneOfCall(call);
    const keyWord = call.parameters.text('KeyWord')?.toLowerCase() ?? '';
    const from = dayOf(call, 'StartDate') ?? 0;
    // The wire name really begins with a small letter; both spellings are accepted here.
    const last = dayOf(call, 'endDate') ?? dayOf(call, 'EndDate');
    const until = last === null ? Infinity : last + DAY_MS;
    const found = call
      .operations(zone.name)
      .filter(({ at }) => at >= from && at < until)
      .map(view)
      .filter(({ Message }) => Message.toLowerCase().includes(keyWord))
      .toReversed();
    const page = pageOf(call, found, LARGEST_PAGE);
    return { body: { ...page.fields, RecordLogs: { RecordLog: page.items } } };
  },
};

function view(operation: Operation): Record<string, unknown> & { readonly Message: string } {
  const lineName = lineEntry(operation.record.line)?.displayName ?? operation.record.line;
  return {
    Action: operation.action,
    ActionTime: minuteOf(operation.at),
    ActionTimestamp: operation.at,
    ClientIp: operation.clientIp,
    Message: operationMessage(operation, lineName),
  };
}

/** The start of the day in UTC, ms since 1970; null when the parameter is absent. */
function dayOf(call: ActionCall, name: string): number | null {
  const text = call.parameters.text(name);
  if (text === null) return null;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(at)) throw invalid(name);
  return at;
}
