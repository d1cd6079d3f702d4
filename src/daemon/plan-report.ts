/**
 * What would this node and the cluster write now, and why? Reads the zones afresh and runs the real decision
 * on a copy of what is remembered: nothing is noted and nothing is written.
 */
import { describeHeir, describeSilence, describeUnusable, describeWhy } from '../dns/describe-plan.ts';
import { decide } from '../dns/decide.ts';
import type { Judge } from '../dns/judge.ts';
import type { Prediction } from '../dns/predict.ts';
import { heirOf, predict } from '../dns/predict.ts';
import type { ZoneReading } from '../dns/provider/provider.ts';
import type { Match } from '../dns/zone-picture.ts';
import { matchCells } from '../dns/zone-picture.ts';
import type { PlanEntry, PlanOptions, PlanReport } from '../http/application.ts';
import { AppError, textWithHint } from '../model/app-error.ts';
import type { Cell } from '../model/cell.ts';
import type { Member } from '../model/node.ts';
import { fullName } from '../model/service.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import type { NodeContext } from './context.ts';
import type { NodeState } from './node-state.ts';
import { memberName } from './node-state.ts';
import { providerOfZone } from './steps/apply-reading.ts';
import { createJudge } from './steps/judgement.ts';
import { inputOf } from './steps/make-plan.ts';

/** Share of a second that one write takes, and the longest read, in seconds: the protocol's own figures. */
const SECONDS_PER_WRITE = 0.3;
const SECONDS_PER_READ = 5;

export async function reportPlan(context: NodeContext, options: PlanOptions): Promise<PlanReport> {
  const { executor, clock } = context;
  const zones = executor.step((state) => [...new Set(state.cells.map(({ zone }) => zone))]);
  const { readings, warnings } = await readZones(context, zones);
  return executor.step((state, now) => {
    const without = new Set(options.without.map((word) => resolveNode(state, word).id));
    const judge = createJudge(state, now, clock.wallMs(), without);
    const matches = new Map<string, Match>();
    for (const [zone, reading] of readings) {
      const cells = state.cells.filter((cell) => cell.zone === zone);
      for (const [key, match] of matchCells(cells, reading.records)) matches.set(key, match);
    }
    const entries = state.cells.map((cell) =>
      entryOf(state, cell, matches.get(cell.key), judge, now, without),
    );
    return { at: clock.wallMs(), entries: withWaits(state, entries, without), warnings };
  });
}

export function resolveNode(state: NodeState, word: string): Member {
  const wanted = word.trim();
  const { members } = state.cluster.configuration;
  const found = members.find(({ name, id }) => name === wanted || id === wanted);
  if (found !== undefined) return found;
  const names = members.map(({ name }) => name).join(', ');
  throw new AppError(
    'not-found',
    text(`There is no node "${wanted}". Known: ${names}.`, `没有名为“${wanted}”的节点。已有：${names}。`),
    { field: 'node' },
  );
}

async function readZones(
  context: NodeContext,
  zones: readonly string[],
): Promise<{ readonly readings: ReadonlyMap<string, ZoneReading>; readonly warnings: readonly Text[] }> {
  const readings = new Map<string, ZoneReading>();
  const warnings: Text[] = [];
  const read = async (zone: string): Promise<void> => {
    const name = context.executor.step((state) => providerOfZone(state.cluster.configuration, zone));
    const provider = name === null ? null : context.providers.get(name);
    try {
      if (provider === null) throw new Error('no account');
      readings.set(zone, await provider.readZone(zone));
    } catch (error) {
      const why =
        error instanceof AppError ? textWithHint(error) : text('no account for it', '没有可用的账号');
      warnings.push(text(`Zone ${zone} could not be read: ${why.en}`, `无法读取域 ${zone}：${why.zh}`));
    }
  };
  await Promise.all(zones.map(read));
  return { readings, warnings };
}

function entryOf(
  state: NodeState,
  cell: Cell,
  match: Match | undefined,
  judge: Judge,
  now: number,
  without: ReadonlySet<string>,
): PlanEntry {
  const record = match !== undefined && 'record' in match ? match.record : null;
  const holder = record === null ? null : judge.holderOf(record.value, cell.family);
  const base = {
    cellKey: cell.key,
    record: fullName(cell),
    type: cell.type,
    line: cell.line,
    value: record?.value ?? null,
    ttl: record?.ttl ?? null,
    holder: holder === null ? null : memberName(state, holder),
    change: null,
    wait: null,
  };
  if (match?.kind !== 'record') return { ...base, why: describeUnusable(match ?? { kind: 'unread' }) };
  const succession = state.succession.get(cell.key) ?? [];
  const decision = decide(inputOf(state, cell, match.record, judge, now, false));
  const prediction = predict({
    cell,
    value: match.record.value,
    succession,
    judge,
    act: without.has(judge.selfId) ? { kind: 'none' } : decision.act,
    why: decision.why,
    about: decision.about,
    addressOf: (id) => addressOf(state, id, cell),
  });
  const { change } = prediction;
  return {
    ...base,
    change:
      change === null
        ? null
        : { ...change, by: memberName(state, change.by), isMine: change.by === judge.selfId },
    why: whyOf(state, cell, prediction, holder, judge, match, without),
  };
}

function addressOf(state: NodeState, id: string, cell: Cell): string | null {
  return id === state.identity.id ? state.own[cell.family].verified : state.book.currentOf(id, cell.family);
}

function whyOf(
  state: NodeState,
  cell: Cell,
  prediction: Prediction,
  holder: string | null,
  judge: Judge,
  match: Extract<Match, { kind: 'record' }>,
  without: ReadonlySet<string>,
): Text {
  const name = (id: string): string => memberName(state, id);
  if (holder !== null && isSilent(holder, prediction, judge)) return describeSilence(name(holder));
  // Nobody writes a dead node's record that only it may hold: that has to be said, or one waits for it.
  const isStuck =
    holder !== null &&
    prediction.why === 'not-candidate' &&
    judge.isDead(holder) &&
    prediction.change === null;
  if (holder !== null && (without.has(holder) || isStuck)) {
    const succession = state.succession.get(cell.key) ?? [];
    const question = {
      cell,
      value: match.record.value,
      succession,
      judge,
      act: { kind: 'none' } as const,
      why: prediction.why,
      about: prediction.about,
      addressOf: (id: string) => addressOf(state, id, cell),
    };
    const heir = heirOf(question, holder);
    const owner = state.cluster.configuration.members.find(({ id }) => id === heir);
    return describeHeir(
      name(holder),
      heir === null ? null : name(heir),
      owner?.lines.includes(cell.line) === true,
    );
  }
  const actor = prediction.change?.by ?? judge.selfId;
  return describeWhy(prediction.why, {
    actor: name(actor),
    about: prediction.about === null ? null : name(prediction.about),
  });
}

/** Whether the record waits for a verdict about its holder; "alive" would mislead whoever knows that it is down. */
function isSilent(holder: string, { why, change }: Prediction, judge: Judge): boolean {
  if (change !== null || (why !== 'holder-alive' && why !== 'not-candidate')) return false;
  return holder !== judge.selfId && !judge.isDead(holder) && !judge.isHeardLately(holder);
}

/** How long visitors wait if the imagined death were real; nothing without one. */
function withWaits(
  state: NodeState,
  entries: readonly PlanEntry[],
  without: ReadonlySet<string>,
): readonly PlanEntry[] {
  if (without.size === 0) return entries;
  const writes = entries.filter(({ change }) => change !== null).length;
  const { deadMs, readFastMs } = state.timers;
  const verdictSeconds = (deadMs + 1.1 * readFastMs) / 1000 + SECONDS_PER_READ;
  const failoverSeconds = Math.round(verdictSeconds + writes * SECONDS_PER_WRITE);
  return entries.map((entry) =>
    entry.change === null ? entry : { ...entry, wait: { failoverSeconds, ttlSeconds: entry.ttl ?? 0 } },
  );
}
