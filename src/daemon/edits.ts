/**
 * Carries out what a person asks of the configuration: shows it first, then stores it, then makes the records.
 */
import { editConfiguration } from '../cluster/edit-configuration.ts';
import { reviseConfiguration } from '../cluster/stamp.ts';
import { PROVIDER_NAMES } from '../dns/provider/catalog.ts';
import { makeRecords } from '../dns/jobs/make-records.ts';
import type { ZoneFacts } from '../dns/record-plan.ts';
import { planRecords, zonesToRead } from '../dns/record-plan.ts';
import type { EditReport } from '../http/application.ts';
import { AppError, textWithHint } from '../model/app-error.ts';
import type { Cell } from '../model/cell.ts';
import type { ConfigurationDocument } from '../model/configuration.ts';
import type { Edit, RecordAction } from '../model/edit.ts';
import type { Identity } from '../model/node.ts';
import { serviceKey } from '../model/service.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import { sleep } from '../platform/clock.ts';
import { answerWords } from './answer-words.ts';
import type { ConfigurationKeeper } from './configuration-keeper.ts';
import { refuseOnFollower } from './configuration-keeper.ts';
import type { NodeContext } from './context.ts';
import {
  alreadyJoined,
  legacyDenied,
  staleLeader,
  undecided,
  unreachable,
  wrongSecret,
} from './edit-refusals.ts';
import { Dismissals } from './dismissals.ts';
import { pushSoon } from './jobs/replicate.ts';
import { composeHeartbeat } from './steps/heartbeat.ts';
import { resolveNode } from './plan-report.ts';

const ASK_TIMEOUT_MS = 8_000;
/** A leader that has just started compares itself with its followers before it accepts a change. */
const LEADERSHIP_PATIENCE_MS = 15_000;

interface Prepared {
  /** Zones that could not be read, so that nothing is known of their records. */
  readonly unread: readonly Text[];
  readonly document: ConfigurationDocument;
  readonly report: EditReport;
  readonly isNoop: boolean;
}

export class Edits {
  readonly dismissals: Dismissals;
  readonly #context: NodeContext;
  readonly #keeper: ConfigurationKeeper;

  constructor(context: NodeContext, keeper: ConfigurationKeeper) {
    this.#context = context;
    this.#keeper = keeper;
    this.dismissals = new Dismissals(context);
  }

  async preview(edit: Edit): Promise<EditReport> {
    await this.#mayEdit();
    return (await this.#prepare(edit)).report;
  }

  /** `isGone`: the node to be removed has left by itself. */
  async apply(
    edit: Edit,
    touchRecords: boolean,
    { isGone = false }: { readonly isGone?: boolean } = {},
  ): Promise<EditReport> {
    await this.#mayEdit();
    return this.#keeper.exclusively(async () => {
      const former = this.#keeper.current().configuration;
      const { document, report, unread, isNoop } = await this.#prepare(edit);
      const notices = edit.kind === 'node-remove' && !isGone ? await this.#dismiss(edit.node) : [];
      if (!isNoop) await this.#store(document);
      const done = touchRecords ? await this.#makeRecords(report.records, [document, former]) : null;
      const { epoch, version } = this.#keeper.current().configuration.stamp;
      return {
        ...report,
        records: done?.records ?? [],
        warnings: [...report.warnings.filter((warning) => !unread.includes(warning)), ...notices],
        stamp: { epoch, version },
        // What was only a warning beforehand has failed once it was asked for.
        failures: done === null ? [] : [...unread, ...done.failures],
      };
    });
  }

  async #mayEdit(): Promise<void> {
    const { executor, clock } = this.#context;
    refuseOnFollower(executor.step((state) => state.identity.role));
    const deadline = clock.monotonicMs() + LEADERSHIP_PATIENCE_MS;
    for (;;) {
      const verdict = executor.step((state) => state.leadership.verdict);
      if (verdict === 'lead') return;
      if (verdict !== 'undecided') throw staleLeader();
      if (clock.monotonicMs() > deadline) throw undecided();
      await sleep(clock, 200);
    }
  }

  async #prepare(edit: Edit): Promise<Prepared> {
    const before = this.#keeper.current().configuration;
    const learned = edit.kind === 'node-add' ? await this.#learn(edit) : null;
    const result = editConfiguration(before, edit, { learned, knownProviders: PROVIDER_NAMES });
    const records = await this.#planRecords(before, result.document, edit);
    const { epoch, version } = before.stamp;
    const report: EditReport = {
      summary: result.summary,
      records: records.actions,
      warnings: [...result.warnings, ...records.warnings],
      stamp: { epoch, version },
      failures: [],
    };
    return { document: result.document, report, unread: records.warnings, isNoop: result.isNoop };
  }

  async #store(document: ConfigurationDocument): Promise<void> {
    const { configuration, boundLeaderId } = this.#keeper.current();
    const next = reviseConfiguration(configuration, document);
    await this.#keeper.store({ configuration: next, boundLeaderId });
    this.#context.executor.step((state) => {
      pushSoon(state);
    });
    const { epoch, version } = next.stamp;
    this.#context.log.info('config-changed', text('changed the configuration', '已更改配置'), {
      epoch,
      version,
    });
  }

  /** Asks a node to be added who it is. */
  async #learn(edit: Extract<Edit, { kind: 'node-add' }>): Promise<Identity> {
    const target = { id: null, url: edit.url, secret: edit.secret };
    const answer = await this.#context.peers.readState(target, null, ASK_TIMEOUT_MS);
    if (answer.kind === 'silent') throw unreachable(edit.url, answer.why);
    if (answer.kind === 'unauthorized') throw wrongSecret();
    if (answer.self === null) throw unreachable(edit.url, 'it does not say who it is');
    if (answer.isJoined) throw alreadyJoined(answer.self.name);
    const { self } = answer;
    const isLegacyAllowed = this.#keeper.current().configuration.legacyPeers === 'allow';
    if (!isLegacyAllowed && (await this.#isLegacy({ ...target, id: self.id }))) throw legacyDenied(self.name);
    return { ...self, secret: edit.secret };
  }

  async #isLegacy(target: {
    readonly id: string;
    readonly url: string;
    readonly secret: Identity['secret'];
  }) {
    const { executor, peers } = this.#context;
    const heartbeat = executor.step((state, now) => composeHeartbeat(state, target.id, now));
    const answer = await peers.readState(target, heartbeat, ASK_TIMEOUT_MS);
    return answer.kind === 'state' && answer.heartbeat === null;
  }

  /** Lets a node that is being removed hand over and forget the cluster; it may be unreachable for good. */
  async #dismiss(word: string): Promise<readonly Text[]> {
    const member = this.#context.executor.step((state) => resolveNode(state, word));
    const answer = await this.dismissals.dismiss(member);
    if (answer.kind === 'stored') return [];
    const why = answerWords(answer.kind);
    return [
      text(
        `Node ${member.name} could not be told to leave (${why.en}); run \`cocoasyncer quit\` there, or it goes on believing in this cluster.`,
        `无法通知节点 ${member.name} 退出（${why.zh}）；请在该节点上运行 \`cocoasyncer quit\`，否则它仍会认为自己属于本集群。`,
      ),
    ];
  }

  async #planRecords(
    before: ConfigurationDocument,
    after: ConfigurationDocument,
    edit: Edit,
  ): Promise<{ readonly actions: readonly RecordAction[]; readonly warnings: readonly Text[] }> {
    const deleteRecords = edit.kind === 'service-remove' && edit.deleteRecords;
    const isTouched = touchedBy(edit, after);
    const wanted = zonesToRead({ before, after, deleteRecords, isTouched });
    const zones = new Map<string, ZoneFacts>();
    const warnings: Text[] = [];
    await Promise.all(
      [...wanted].map(async ([zone, providerName]) => {
        try {
          zones.set(zone, await this.#readZone(zone, providerName));
        } catch (error) {
          warnings.push(unreadable(zone, error));
        }
      }),
    );
    const madeRecords = deleteRecords ? await this.#context.store.listMadeRecords() : [];
    const addressOf = this.#addresses();
    const actions = planRecords({ before, after, zones, addressOf, madeRecords, deleteRecords, isTouched });
    return { actions, warnings };
  }

  async #readZone(zone: string, providerName: string): Promise<ZoneFacts> {
    const provider = this.#context.providers.get(providerName);
    if (provider === null) {
      throw new AppError(
        'invalid',
        text(`there is no account for ${providerName}`, `没有 ${providerName} 的账号`),
        { hint: text('add one with `cocoasyncer dns add`', '请用 `cocoasyncer dns add` 添加') },
      );
    }
    const [reading, limits] = await Promise.all([provider.readZone(zone), provider.describeZone(zone)]);
    return { reading, limits };
  }

  #addresses(): (nodeId: string, family: 'v4' | 'v6') => string | null {
    return this.#context.executor.step((state) => (nodeId: string, family: 'v4' | 'v6') => {
      if (nodeId === state.identity.id) return state.own[family].verified;
      return state.book.currentOf(nodeId, family);
    });
  }

  async #makeRecords(
    actions: readonly RecordAction[],
    documents: readonly ConfigurationDocument[],
  ): Promise<{ readonly records: readonly RecordAction[]; readonly failures: readonly Text[] }> {
    const { clock, log, store, providers, executor } = this.#context;
    const isDryRun = executor.step((state) => state.isDryRun);
    if (isDryRun && actions.some(({ action }) => action === 'create' || action === 'delete')) {
      return {
        records: [],
        failures: [text('DryRun is on: no record was touched', 'DryRun 已开启：未改动任何记录')],
      };
    }
    const services = documents.flatMap((document) => document.services);
    const providerOf = (zone: string): ReturnType<typeof providers.get> => {
      const name = services.find((service) => service.zone === zone)?.provider;
      return name === undefined ? null : providers.get(name);
    };
    const made = await makeRecords(actions, {
      providerOf,
      store,
      clock,
      log,
      readDelayMs: this.#readDelayMs(),
    });
    executor.step((state, now) => {
      state.provider.nextReadAt = now;
    });
    return { records: made.done, failures: made.failures };
  }

  #readDelayMs(): number {
    return this.#context.executor.step((state) => state.timers.readDelayMs);
  }
}

/** An edit repeated after a failure completes what is lacking of the service or the lines it names. */
function touchedBy(edit: Edit, after: ConfigurationDocument): (cell: Cell) => boolean {
  switch (edit.kind) {
    case 'service-add':
    case 'service-set': {
      const key = serviceKey(edit);
      return (cell) => serviceKey(cell) === key;
    }
    case 'node-set': {
      if (edit.lines === undefined && edit.families === undefined && edit.carries === undefined)
        return () => false;
      const member = after.members.find(
        ({ name, id }) => name === edit.node || id === edit.node || name === edit.name,
      );
      return (cell) => member?.lines.includes(cell.line) === true && member.families.includes(cell.family);
    }
    default:
      return () => false;
  }
}

function unreadable(zone: string, error: unknown): Text {
  const why = error instanceof AppError ? textWithHint(error) : text('unknown cause', '原因未知');
  return text(
    `Zone ${zone} could not be read, so its records are left as they are: ${why.en}`,
    `无法读取域 ${zone}，其记录保持不变：${why.zh}`,
  );
}
