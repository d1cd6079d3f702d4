// How does what a node says of itself stand in a heartbeat, its own or one that passes it on?
import { isSameStatement } from '../model/heartbeat.ts';
import type { Statement } from '../model/heartbeat.ts';
import { isAbsentOr, isFlag, isKeyed, isListOf, isText, isCount, readRecord } from './shape.ts';

const MAX_PREVIOUS = 8;
const ADDRESS_LENGTH = 64;

const texts = new WeakMap<Statement, string>();

/** JSON. A node says the same for hours. */
export function encodeStatement(statement: Statement): string {
  const known = texts.get(statement);
  if (known !== undefined) return known;
  const text = JSON.stringify(plainStatement(statement));
  texts.set(statement, text);
  return text;
}

function plainStatement(statement: Statement): object {
  return {
    v4: statement.v4,
    v6: statement.v6,
    prev: statement.previous.slice(0, MAX_PREVIOUS),
    prov: statement.providerUp,
    fit: {
      v4: statement.fitV4,
      v6: statement.fitV6,
      svc: Object.fromEntries(statement.unfitServices.map((key) => [key, false])),
    },
    yield: statement.yields,
    ...(statement.moved === undefined ? {} : { moved: statement.moved }),
    drain: statement.draining,
  };
}

/** null: absent or garbled. */
export function readStatement(value: unknown): Statement | null {
  if (!isKeyed(value)) return null;
  const { v4, v6, prev, prov, fit, drain } = value;
  if (!isAbsentOr(v4, isAddress) || !isAbsentOr(v6, isAddress) || !isAbsentOr(prev, isAddressList))
    return null;
  if (!isFlag(prov) || !isAbsentOr(drain, isFlag) || !isKeyed(fit)) return null;
  const { v4: fitV4, v6: fitV6 } = fit;
  const services = readRecord(fit['svc'], isFlag);
  const yields = readRecord(value['yield'], isNode);
  const moved = readRecord(value['moved'], isCount);
  if (!isFlag(fitV4) || !isFlag(fitV6) || services === null || yields === null || moved === null) return null;
  const said: Statement = {
    v4: v4 ?? null,
    v6: v6 ?? null,
    previous: (prev ?? []).slice(0, MAX_PREVIOUS),
    providerUp: prov,
    fitV4,
    fitV6,
    unfitServices: Object.keys(services).filter((key) => services[key] === false),
    yields,
    draining: drain ?? false,
  };
  return keptOr(isKeyed(value['moved']) ? { ...said, moved } : said);
}

function isAddress(value: unknown): value is string {
  return isText(value, ADDRESS_LENGTH);
}

function isAddressList(value: unknown): value is readonly string[] {
  return isListOf(value, isAddress);
}

function isNode(value: unknown): value is string {
  return isText(value);
}

const STATEMENTS_KEPT = 1_024;
/** Whoever sends it has proved nothing yet, and shall not fill this machine's memory. */
const LONGEST_KEPT = 16 * 1024;
/** What was said last by whoever is at this address. */
const kept = new Map<string, Statement>();

/** Everybody passes on what a node says: the same words give the same object, known to be no news at a glance. */
function keptOr(fresh: Statement): Statement {
  const place = fresh.v4 ?? fresh.v6 ?? '';
  const last = kept.get(place);
  if (last !== undefined && isSameStatement(last, fresh)) return last;
  if (encodeStatement(fresh).length > LONGEST_KEPT) return fresh;
  if (kept.size >= STATEMENTS_KEPT) kept.clear();
  kept.set(place, fresh);
  return fresh;
}
