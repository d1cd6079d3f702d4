/** What the outside can ask of this running node: the daemon's side of the HTTP contract. */
import { foundedCluster } from '../cluster/new-cluster.ts';
import type {
  ReadStateAnswer,
  ReadStateRequest,
  ReplicateAnswer,
  ReplicateRequest,
} from '../cluster/peer/peer-api.ts';
import { raiseEpoch } from '../cluster/stamp.ts';
import { witnessName } from '../cluster/witness-record.ts';
import type { Application, EditReport, PlanOptions, PlanReport } from '../http/application.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Edit } from '../model/edit.ts';
import type { Configuration } from '../model/configuration.ts';
import { compareStamps } from '../model/configuration.ts';
import type { ExitNote, Heartbeat } from '../model/heartbeat.ts';
import type { Member } from '../model/node.ts';
import { Secret } from '../model/secret.ts';
import { text } from '../model/text.ts';
import { comparerInConstantTime } from '../platform/digest.ts';
import { dissolveUnasked, notJoined, notNewer, nothingToAdopt } from './cluster-refusals.ts';
import type { ConfigurationKeeper } from './configuration-keeper.ts';
import { refuseOnFollower } from './configuration-keeper.ts';
import type { NodeContext } from './context.ts';
import type { Edits } from './edits.ts';
import type { DrainOutcome } from './jobs/drain.ts';
import { drainNode } from './jobs/drain.ts';
import { pushSoon } from './jobs/replicate.ts';
import type { NodeState } from './node-state.ts';
import { isJoined, memberName } from './node-state.ts';
import { reportPlan, resolveNode } from './plan-report.ts';
import { witnessZoneOf } from './steps/apply-reading.ts';
import { setAlarm } from './steps/alarm.ts';
import { composeHeartbeat, receiveExitNote, receiveHeartbeat } from './steps/heartbeat.ts';
import type { SnapshotFacts } from './steps/snapshot.ts';
import { snapshotOf } from './steps/snapshot.ts';
import { viewOf } from './steps/view.ts';

const PEER_TIMEOUT_MS = 8_000;
const LEAVE_NOTICE_MS = 5_000;
export const CLUSTER_KEY_BYTES = 32;

/** How the application wakes the jobs. */
export interface Wake {
  readonly readSoon: () => void;
}

export class NodeApplication implements Application {
  readonly #context: NodeContext;
  readonly #keeper: ConfigurationKeeper;
  readonly #edits: Edits;
  readonly #facts: SnapshotFacts;
  readonly #wake: Wake;
  readonly #isOwnSecret: (given: string) => boolean;

  constructor(
    context: NodeContext,
    keeper: ConfigurationKeeper,
    edits: Edits,
    facts: SnapshotFacts,
    wake: Wake,
  ) {
    this.#context = context;
    this.#keeper = keeper;
    this.#edits = edits;
    this.#facts = facts;
    this.#wake = wake;
    this.#isOwnSecret = comparerInConstantTime(this.#step((state) => state.identity.secret.reveal()));
  }

  isAuthorized(secret: string | null): boolean {
    const isRight = secret !== null && this.#isOwnSecret(secret);
    if (!isRight) this.#context.meter.authFailure('wrong-secret');
    return isRight;
  }

  async readState(request: ReadStateRequest): Promise<ReadStateAnswer> {
    if (!this.isAuthorized(request.secret)) return { kind: 'unauthorized' };
    const { clock, durable } = this.#context;
    const isStalled = this.#step((state, now) => now - state.lastTickAt > state.timers.stallMs);
    if (isStalled) return { kind: 'stalled' };
    if (request.exitNote !== undefined && request.exitNote !== null) this.#noteExit(request.exitNote);
    const { answer, claims } = this.#step((state, now) => {
      const { heartbeat } = request;
      const isForMe = heartbeat?.to === state.identity.id;
      const learned = heartbeat !== null && isForMe ? receiveHeartbeat(state, heartbeat, now) : [];
      const reply: Heartbeat | null =
        heartbeat === null
          ? null
          : composeHeartbeat(state, heartbeat.from, now, heartbeat.vectors?.lacks ?? null);
      const isBrief = heartbeat !== null;
      const snapshot = snapshotOf(state, now, clock.wallMs(), this.#facts, isBrief);
      return { answer: { kind: 'state', snapshot, heartbeat: reply } as const, claims: learned };
    });
    durable.saveMemory({ addressBook: claims });
    return answer;
  }

  #noteExit(note: ExitNote): void {
    const name = this.#step((state, now) =>
      receiveExitNote(state, note, now) ? memberName(state, note.from) : null,
    );
    if (name === null) return;
    this.#context.log.warn(
      'process-ended',
      text(
        `the process of node ${name} has ended, says its watcher`,
        `节点 ${name} 的监视进程报告：其进程已结束`,
      ),
      { node: note.from, ageMs: note.ageMs },
    );
  }

  async replicate(request: ReplicateRequest): Promise<ReplicateAnswer> {
    if (this.#step((state) => state.identity.role) === 'leader') return { kind: 'not-a-follower' };
    if (!this.isAuthorized(request.secret)) return { kind: 'unauthorized' };
    return this.#keeper.replicate(request, () => this.#keeper.leave());
  }

  view(): ClusterView {
    return this.#step((state, now) => viewOf(state, now, this.#context.clock.wallMs(), this.#facts.version));
  }

  preview(edit: Edit): Promise<EditReport> {
    return this.#edits.preview(edit);
  }

  apply(edit: Edit, touchRecords: boolean): Promise<EditReport> {
    return this.#edits.apply(edit, touchRecords);
  }

  plan(options: PlanOptions): Promise<PlanReport> {
    return reportPlan(this.#context, options);
  }

  async setFrozen(isFrozen: boolean): Promise<void> {
    this.#step((state, now) => {
      if (isFrozen) state.freezes.add('command');
      else state.freezes.delete('command');
      state.provider.nextReadAt = now;
    });
    this.#context.log.warn(
      'frozen',
      isFrozen
        ? text('all moves are stopped until this is lifted', '已停止一切记录转移，直至解除')
        : text('moves are allowed again', '已恢复记录转移'),
      { isFrozen },
    );
  }

  drain(): Promise<DrainOutcome> {
    return drainNode(this.#context, this.#wake.readSoon);
  }

  async quit(dissolve: boolean): Promise<void> {
    if (this.#step((state) => state.identity.role) === 'leader') return this.#dissolve(dissolve);
    if (!this.#step(isJoined)) throw notJoined();
    await this.drain();
    try {
      await this.#keeper.exclusively(async () => {
        const isTold = await this.#tellLeader();
        await this.#keeper.leave();
        this.#raiseNotTold(!isTold);
      });
    } finally {
      this.#step((state) => {
        state.isDraining = false;
      });
    }
  }

  /** A follower says that it has left. */
  async memberLeft(nodeId: string): Promise<void> {
    if (this.#edits.dismissals.isUnderWay(nodeId)) return;
    refuseOnFollower(this.#step((state) => state.identity.role));
    const isMember = this.#step((state) => state.liveness.peers.has(nodeId));
    if (isMember) await this.#edits.apply({ kind: 'node-remove', node: nodeId }, false, { isGone: true });
  }

  async adoptConfiguration(node: string): Promise<void> {
    refuseOnFollower(this.#step((state) => state.identity.role));
    await this.#keeper.exclusively(async () => {
      const member = this.#step((state) => resolveNode(state, node));
      const answer = await this.#context.peers.readState(member, null, PEER_TIMEOUT_MS);
      const found = answer.kind === 'state' ? answer.configuration : null;
      if (found === null || found.clusterKey === null || found.stamp.epoch === 0)
        throw nothingToAdopt(member.name);
      if (!isNewerOrFork(found, this.#keeper.current().configuration)) throw notNewer(member.name);
      await this.#keeper.store({
        configuration: found,
        boundLeaderId: this.#step((state) => state.identity.id),
      });
    });
  }

  async forceConfiguration(): Promise<void> {
    refuseOnFollower(this.#step((state) => state.identity.role));
    await this.#keeper.exclusively(async () => {
      const { configuration, boundLeaderId } = this.#keeper.current();
      const seen = this.#step((state) =>
        [...state.liveness.peers.values()].flatMap(({ stamp }) => (stamp === null ? [] : [stamp])),
      );
      await this.#keeper.store({ configuration: raiseEpoch(configuration, seen), boundLeaderId });
      this.#step((state) => {
        pushSoon(state);
      });
    });
  }

  witnessNames(): readonly { readonly node: string; readonly zone: string; readonly rr: string }[] {
    return this.#step((state) => {
      const { configuration } = state.cluster;
      const zone = witnessZoneOf(configuration);
      const key = configuration.clusterKey?.reveal();
      if (zone === null || key === undefined) return [];
      return configuration.members.map(({ id, name }) => ({ node: name, zone, rr: witnessName(key, id) }));
    });
  }

  async #dissolve(isWanted: boolean): Promise<void> {
    const others = this.#step((state) =>
      state.cluster.configuration.members.filter(({ id }) => id !== state.identity.id),
    );
    if (!isWanted) throw dissolveUnasked(others.length);
    const { log } = this.#context;
    await Promise.all(
      others.map(async (member) => {
        const answer = await this.#edits.dismissals.dismiss(member);
        if (answer.kind === 'stored') return;
        log.warn('dismiss-failed', text('a node could not be told to leave', '无法通知某节点退出'), {
          node: member.id,
          answer: answer.kind,
        });
      }),
    );
    await this.#keeper.exclusively(() => this.#storeEmpty());
  }

  /** The leader alone again; the version goes on counting, so that no follower takes it for an older one. */
  async #storeEmpty(): Promise<void> {
    const { configuration } = this.#keeper.current();
    const identity = this.#step((state) => state.identity);
    const key = Secret.of(Buffer.from(this.#context.random.bytes(CLUSTER_KEY_BYTES)).toString('base64url'));
    const empty = foundedCluster(identity, key);
    const next = raiseEpoch({ ...empty.configuration, stamp: configuration.stamp }, []);
    await this.#keeper.store({ configuration: next, boundLeaderId: identity.id });
  }

  /** Tells the leader before leaving: otherwise it would take this node in again at once. */
  async #tellLeader(): Promise<boolean> {
    const leader = this.#step(leaderOf);
    if (leader === null) return true;
    const selfId = this.#step((state) => state.identity.id);
    const answer = await this.#context.peers.announceLeave(leader, selfId, LEAVE_NOTICE_MS);
    return answer.kind === 'stored';
  }

  #raiseNotTold(isRaised: boolean): void {
    const notice = text(
      'this node has left its cluster, but the leader could not be told: run `cocoasyncer node remove` there, or it takes this node in again',
      '本节点已退出集群，但未能通知主节点：请在主节点上运行 `cocoasyncer node remove`，否则它会再次纳入本节点',
    );
    if (isRaised) this.#context.log.warn('leader-not-told', notice);
    this.#step((state) => {
      setAlarm(state, 'leader-not-told', isRaised, () => notice, this.#context.clock.wallMs());
    });
  }

  #step<T>(run: (state: NodeState, now: number) => T): T {
    return this.#context.executor.step(run);
  }
}

function leaderOf(state: NodeState): Member | null {
  const { configuration, boundLeaderId } = state.cluster;
  const leaderId = boundLeaderId ?? configuration.leaderId;
  return configuration.members.find(({ id }) => id === leaderId) ?? null;
}

/** The version never falls on any node, nor is there anything to gain from what this leader holds already. */
function isNewerOrFork(found: Configuration, own: Configuration): boolean {
  const order = compareStamps(found.stamp, own.stamp);
  return order > 0 || (order === 0 && found.stamp.hash !== own.stamp.hash);
}
