import type { EditReport, PlanReport } from '../http/application.ts';
import { AppError } from '../model/app-error.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Edit } from '../model/edit.ts';
import type { Secret } from '../model/secret.ts';
import { text, type Text } from '../model/text.ts';
import {
  CONTROL_PATHS,
  encodeControlRequest,
  parseControlAnswer,
  type ControlAction,
  type ControlRequests,
  type ControlResults,
  type WitnessName,
} from '../wire/control.ts';
import { postJson } from './post-json.ts';
import { UsageError } from './usage-error.ts';

/**
 * Answers: how does a command ask the running daemon? Loaded when a command first needs it. Every method
 * throws an AppError that says what to do next.
 */
export interface DaemonClient {
  readonly url: string;
  view(): Promise<ClusterView>;
  plan(without: readonly string[]): Promise<PlanReport>;
  preview(edit: Edit): Promise<EditReport>;
  edit(edit: Edit, touchRecords: boolean): Promise<EditReport>;
  quit(dissolve: boolean): Promise<void>;
  setFrozen(isFrozen: boolean): Promise<void>;
  drain(): Promise<{ readonly handedOver: number; readonly kept: number }>;
  adoptConfiguration(node: string): Promise<void>;
  forceConfiguration(): Promise<void>;
  witnessNames(): Promise<readonly WitnessName[]>;
}

/** Where the daemon is and what proves that the caller may ask. */
export interface DaemonAddress {
  readonly url: string;
  /** Tried one after the other while the daemon says "unauthorized". */
  readonly secrets: readonly (() => Promise<Secret | null>)[];
}

/** How long an answer may take. An edit may write hundreds of records at ten a second. */
const DEADLINES_MS: Readonly<Record<ControlAction, number>> = {
  view: 15_000,
  plan: 60_000,
  preview: 60_000,
  edit: 280_000,
  quit: 120_000,
  freeze: 15_000,
  drain: 90_000,
  config: 60_000,
  witness: 15_000,
};

export function openDaemonClient(address: DaemonAddress): DaemonClient {
  const ask = asker(address);
  return {
    url: address.url,
    view: () => ask('view', {}),
    plan: (without) => ask('plan', { without }),
    preview: (edit) => ask('preview', { edit }),
    edit: (edit, touchRecords) => ask('edit', { edit, touchRecords }),
    quit: async (dissolve) => {
      await ask('quit', { dissolve });
    },
    setFrozen: async (frozen) => {
      await ask('freeze', { frozen });
    },
    drain: () => ask('drain', {}),
    adoptConfiguration: async (adopt) => {
      await ask('config', { adopt });
    },
    forceConfiguration: async () => {
      await ask('config', { force: true });
    },
    witnessNames: () => ask('witness', {}),
  };
}

type Ask = <A extends ControlAction>(action: A, request: ControlRequests[A]) => Promise<ControlResults[A]>;

function asker({ url, secrets }: DaemonAddress): Ask {
  /** The secret that was accepted once is used from then on. */
  let accepted: Secret | null = null;
  const ask: Ask = async (action, request) => {
    const candidates = accepted === null ? secrets : [() => Promise.resolve(accepted)];
    let isAnySecret = false;
    for (const candidate of candidates) {
      const secret = await candidate();
      if (secret === null) continue;
      isAnySecret = true;
      const body = encodeControlRequest(secret, request);
      const answer = await postJson(url + CONTROL_PATHS[action], body, DEADLINES_MS[action]);
      const parsed = parseControlAnswer(action, answer);
      if (parsed.kind === 'done') {
        accepted = secret;
        return parsed.result;
      }
      if (parsed.error.code === 'unauthorized') continue;
      accepted = secret;
      throw isLeadersOnly(action) ? await withLeader(parsed.error, ask) : withAdvice(parsed.error);
    }
    throw isAnySecret ? wrongSecret(url) : noSecret();
  };
  return ask;
}

/** Refusals of the daemon, with what to do next where it does not say so itself. */
function withAdvice(error: AppError): AppError {
  if (error.code === 'invalid') {
    return new UsageError(error.text, {
      ...(error.hint === null ? {} : { hint: error.hint }),
      ...(error.field === null ? {} : { field: error.field }),
    });
  }
  return error;
}

function isLeadersOnly(action: ControlAction): boolean {
  return action === 'preview' || action === 'edit' || action === 'config';
}

/** A follower's refusal, with the leader's name and address if the follower knows them. */
async function withLeader(error: AppError, ask: Ask): Promise<AppError> {
  if (error.code !== 'not-allowed') return withAdvice(error);
  const view = await ask('view', {}).catch(() => null);
  if (view?.self.role !== 'follower') return error;
  return new AppError('not-allowed', error.text, { hint: runOnLeader(view) });
}

function runOnLeader({ configuration, boundLeaderId }: ClusterView): Text {
  const leaderId = boundLeaderId ?? configuration.leaderId;
  const leader = configuration.members.find(({ id }) => id === leaderId);
  const [en, zh] =
    leader === undefined
      ? ['', '']
      : [`, ${leader.name} (${leader.url})`, ` ${leader.name}（${leader.url}）`];
  return text(
    `The configuration is changed on the leader${en}: run this command there, or point COCOASYNCER_URL and ` +
      'COCOASYNCER_COCOA_SECRET at it.',
    `配置只能在主节点${zh}上修改：请在主节点上运行此命令，或将 COCOASYNCER_URL 与 COCOASYNCER_COCOA_SECRET 指向它。`,
  );
}

function wrongSecret(url: string): AppError {
  return new AppError(
    'unauthorized',
    text(`The node at ${url} does not accept this secret.`, `位于 ${url} 的节点不接受此密钥。`),
    {
      hint: text(
        'Run the command with the settings file of that node (--config), or give its secret by ' +
          'COCOASYNCER_COCOA_SECRET or COCOASYNCER_COCOA_SECRET_FILE.',
        '请使用该节点的配置文件（--config）运行，或通过 COCOASYNCER_COCOA_SECRET 或 ' +
          'COCOASYNCER_COCOA_SECRET_FILE 提供它的密钥。',
      ),
    },
  );
}

function noSecret(): AppError {
  return new AppError(
    'unauthorized',
    text("The node's secret is not known here.", '此处不知道该节点的密钥。'),
    {
      hint: text(
        'It is made when the daemon first starts and kept in its store: start it (`cocoasyncer run`), run this ' +
          'command in the same folder with the same --config, or set COCOASYNCER_COCOA_SECRET_FILE.',
        '密钥在守护进程首次启动时生成并保存在其数据库中：请先启动它（`cocoasyncer run`），并在同一目录、' +
          '使用相同的 --config 运行此命令，或设置 COCOASYNCER_COCOA_SECRET_FILE。',
      ),
    },
  );
}
