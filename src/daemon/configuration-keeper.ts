/**
 * The only writer of this node's configuration: one change at a time, stored before it counts, adopted before
 * it is acknowledged. On the leader changes come from people, on a follower from the leader's pushes.
 */
import { unjoinedCluster } from '../cluster/new-cluster.ts';
import type { ReplicateAnswer, ReplicateRequest } from '../cluster/peer/peer-api.ts';
import type { PushAlarm } from '../cluster/push-rules.ts';
import { applyPush, judgePush } from '../cluster/push-rules.ts';
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import type { ClusterRecord } from '../store/store.ts';
import type { NodeContext } from './context.ts';
import { setAlarm } from './steps/alarm.ts';
import { adoptCluster } from './steps/adopt-cluster.ts';

const PUSH_ALARMS = ['leader-changed', 'two-leaders', 'config-fork'] as const;

export class ConfigurationKeeper {
  readonly #context: NodeContext;
  readonly #allowLegacyLeader: boolean;
  readonly #onAdopted: () => void;
  #last: Promise<unknown> = Promise.resolve();
  /** How often this node has left a cluster. */
  #leaves = 0;

  constructor(context: NodeContext, allowLegacyLeader: boolean, onAdopted: () => void) {
    this.#context = context;
    this.#allowLegacyLeader = allowLegacyLeader;
    this.#onAdopted = onAdopted;
  }

  /** Runs `change` after all changes before it have ended, whatever became of them. */
  exclusively<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#last.then(change, change);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** What is stored now. */
  current(): ClusterRecord {
    return this.#context.executor.step((state) => state.cluster);
  }

  /** Stores `next` in place of the present configuration, then adopts it. Call inside `exclusively`. */
  async store(next: ClusterRecord): Promise<void> {
    const { epoch, version } = this.current().configuration.stamp;
    try {
      await this.#context.store.saveCluster(next, { epoch, version });
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') await this.#reload();
      throw error;
    }
    this.adopt(next);
  }

  /** Takes over what is stored already. */
  adopt(next: ClusterRecord): void {
    const { executor, clock } = this.#context;
    executor.step((state, now) => {
      adoptCluster(state, next, now, clock.wallMs());
    });
    this.#onAdopted();
  }

  /** A push from the leader. */
  replicate(request: ReplicateRequest, leave: () => Promise<void>): Promise<ReplicateAnswer> {
    const leaves = this.#leaves;
    return this.exclusively(async () => {
      const selfId = this.#context.executor.step((state) => state.identity.id);
      const stored = this.current();
      // It came before this node left, and would take it in again although the leader has let it go since.
      if (leaves !== this.#leaves) {
        return { kind: 'refused', why: 'older', stamp: stored.configuration.stamp };
      }
      const push = { stored, pushed: request.pushed, selfId, allowLegacyLeader: this.#allowLegacyLeader };
      const judgement = judgePush(push);
      this.#raise('alarms' in judgement ? judgement.alarms : []);
      switch (judgement.kind) {
        case 'unchanged':
          this.#hearPusher(request);
          return { kind: 'unchanged' };
        case 'refuse': {
          this.#context.meter.pushRejected(judgement.why);
          this.#context.log.warn(
            'push-refused',
            text('refused a pushed configuration', '拒绝了推送来的配置'),
            { why: judgement.why },
          );
          return { kind: 'refused', why: judgement.why, stamp: stored.configuration.stamp };
        }
        case 'dismissed':
          await leave();
          return { kind: 'stored' };
        case 'accept': {
          const next = applyPush(push, judgement);
          await this.store(next);
          this.#hearPusher(request);
          const { epoch, version } = next.configuration.stamp;
          this.#context.log.info(
            'config-stored',
            text('stored the leader’s configuration', '已保存主节点的配置'),
            {
              epoch,
              version,
            },
          );
          return { kind: 'stored' };
        }
      }
    });
  }

  /** A leader that runs the Go program sends no heartbeats: its pushes tell that it lives, not that it hears me. */
  #hearPusher({ pushed }: ReplicateRequest): void {
    if (pushed.isVersioned) return;
    this.#context.executor.step((state, now) => {
      const { boundLeaderId } = state.cluster;
      if (boundLeaderId !== null) state.liveness.hearLegacy(boundLeaderId, now, -Infinity);
    });
  }

  /** Forgets members, accounts and services; keeps the own identity. Call inside `exclusively`. */
  async leave(): Promise<void> {
    const identity = this.#context.executor.step((state) => state.identity);
    await this.store(unjoinedCluster(identity));
    this.#leaves += 1;
    this.#context.log.info('left', text('left the cluster', '已退出集群'));
  }

  /** Somebody else wrote to this node's store: what stands there now is what counts. */
  async #reload(): Promise<void> {
    this.adopt(await this.#context.store.loadCluster());
  }

  #raise(alarms: readonly PushAlarm[]): void {
    const { executor, clock } = this.#context;
    executor.step((state) => {
      for (const code of PUSH_ALARMS) {
        const raised = alarms.find((alarm) => alarm.code === code);
        if (raised === undefined && state.identity.role === 'leader') continue;
        setAlarm(state, code, raised !== undefined, () => raised?.text ?? text('', ''), clock.wallMs());
      }
    });
  }
}

/** Changes are made on the leader; everywhere else they are refused with the document's 405. */
export function refuseOnFollower(role: 'leader' | 'follower'): void {
  if (role === 'leader') return;
  throw new AppError(
    'not-allowed',
    text(
      'this node is a follower; only the leader changes the configuration',
      '本节点是从节点；只有主节点可以更改配置',
    ),
    { hint: text('run the command on the leader', '请在主节点上执行该命令') },
  );
}
