import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';
import type { Core } from '../engine/core.ts';
import { editRecords } from '../engine/edit-records.ts';
import { parseFault } from '../fault.ts';
import { parseEdits } from '../parse-edit.ts';
import { Refusal } from '../refusal.ts';
import type { Answer } from './answer.ts';
import type { Received } from './received.ts';

/**
 * The way in for tests and curious people, not part of the imitated API: JSON under `/sandbox/`, for clients
 * on this machine alone.
 *
 * | request                          | does                                                              |
 * |----------------------------------|-------------------------------------------------------------------|
 * | GET /sandbox                     | zones, key ids, switched-on faults                                |
 * | GET /sandbox/journal?since=n     | calls after number n (&limit=, 1000 unless given)                 |
 * | GET /sandbox/records?zone=       | all records, or those of one zone                                 |
 * | POST /sandbox/records            | hand edits, as a person at the console would make them            |
 * | GET, POST /sandbox/faults        | lists faults; switches one on and answers its id                  |
 * | DELETE /sandbox/faults[/id]      | switches all faults off, or one                                   |
 */
export const ADMIN_PREFIX = '/sandbox';

const JOURNAL_PAGE = 1_000;

export async function handleAdmin(core: Core, received: Received): Promise<Answer> {
  try {
    refuseStrangers(received);
    return json(200, await route(core, received));
  } catch (error) {
    if (error instanceof Refusal) {
      return json(400, { error: { code: error.code, message: error.message } });
    }
    if (!(error instanceof AppError)) throw error;
    const { code, text: message, hint, field } = error;
    return json(STATUS[code] ?? 400, { error: { code, message: message.en, hint: hint?.en ?? null, field } });
  }
}

const STATUS: Readonly<Record<string, number>> = { 'not-found': 404, 'not-allowed': 403 };

async function route(core: Core, received: Received): Promise<unknown> {
  const path = received.path.slice(ADMIN_PREFIX.length).replace(/\/$/, '');
  switch (`${received.method} ${path}`) {
    case 'GET ':
      return overview(core);
    case 'GET /journal':
      return journalPage(core, received);
    case 'GET /records':
      return recordListing(core, received.query.get('zone'));
    case 'POST /records':
      return { changes: await editRecords(core, parseEdits(bodyOf(received))) };
    case 'GET /faults':
      return { faults: core.faults.list(core.clock.monotonicMs()) };
    case 'POST /faults':
      return { id: core.faults.add(parseFault(bodyOf(received)), core.clock.monotonicMs()) };
    case 'DELETE /faults':
      core.faults.clear();
      return { faults: [] };
  }
  const [, id] = /^\/faults\/(\d+)$/.exec(path) ?? [];
  if (received.method === 'DELETE' && id !== undefined) {
    if (!core.faults.remove(id)) throw notFound(`There is no fault ${id}.`, `没有编号为 ${id} 的故障。`);
    return { faults: core.faults.list(core.clock.monotonicMs()) };
  }
  throw notFound(
    `The sandbox has no ${received.method} ${received.path}.`,
    `沙箱没有 ${received.method} ${received.path}。`,
  );
}

function overview(core: Core): unknown {
  return {
    zones: core.zones.map(({ name, edition, minTtl, owners }) => ({ name, edition, minTtl, owners })),
    keyIds: core.accounts.map(({ keyId }) => keyId),
    records: core.database.now.records.size,
    lastCall: core.journal.lastNumber,
    faults: core.faults.list(core.clock.monotonicMs()),
  };
}

function journalPage(core: Core, received: Received): unknown {
  const since = numberOf(received, 'since', 0);
  const entries = core.journal.since(since).slice(0, numberOf(received, 'limit', JOURNAL_PAGE));
  // Entries may have been dropped between `since` and the oldest one held.
  const { lastNumber, firstNumber } = core.journal;
  return { entries, lastNumber, firstNumber };
}

function recordListing(core: Core, zone: string | undefined): unknown {
  const records = [...core.database.now.records.values()];
  return {
    records: records.filter((record) => zone === undefined || record.zone === zone),
    weighted: [...core.database.now.weighted],
  };
}

/** A page in a browser on this machine is a stranger as well: it comes with an Origin. */
function refuseStrangers(received: Received): void {
  if (received.isLoopbackClient && received.headers['origin'] === undefined) return;
  throw new AppError(
    'not-allowed',
    text('The sandbox is steered from its own machine only.', '只能在本机上操控沙箱。'),
    { hint: text('Log in to the machine and use curl there.', '请登录该机器并在其上使用 curl。') },
  );
}

function bodyOf(received: Received): unknown {
  try {
    return JSON.parse(received.body);
  } catch (cause) {
    throw new AppError('invalid', text('The body is not JSON.', '请求体不是 JSON。'), {
      cause,
      field: 'body',
    });
  }
}

function numberOf(received: Received, name: string, fallback: number): number {
  const given = received.query.get(name);
  if (given === undefined) return fallback;
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw new AppError('invalid', text(`"${name}" must be a number.`, `“${name}”必须是数字。`), {
    field: name,
  });
}

function notFound(en: string, zh: string): AppError {
  const hint = text(
    'There are /sandbox, /sandbox/journal, /sandbox/records and /sandbox/faults.',
    '可用路径：/sandbox、/sandbox/journal、/sandbox/records、/sandbox/faults。',
  );
  return new AppError('not-found', text(en, zh), { hint });
}

function json(status: number, body: unknown): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json;charset=utf-8' },
    body: `${JSON.stringify(body)}\n`,
  };
}
