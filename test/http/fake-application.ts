// Which daemon stands behind the routes under test? One that answers as told and remembers what it was asked.
import type {
  NodeSnapshot,
  ReadStateRequest,
  ReplicateAnswer,
  ReplicateRequest,
} from '../../src/cluster/peer/peer-api.ts';
import type { Application, EditReport } from '../../src/http/application.ts';
import type { Configuration } from '../../src/model/configuration.ts';
import type { Edit } from '../../src/model/edit.ts';
import type { Heartbeat } from '../../src/model/heartbeat.ts';
import type { Identity, Role } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import { aConfiguration, aMember } from '../support/configurations.ts';
import { healthyView } from '../support/cluster-views.ts';

export const SECRET = 'the node’s own secret';
/** 2026-11-20. */
export const AT = Date.UTC(2026, 10, 20);

const REPORT: EditReport = {
  summary: [],
  records: [],
  warnings: [],
  stamp: { epoch: 1, version: 2 },
  failures: [],
};

export class FakeApplication implements Application {
  identity: Identity;
  isJoined = true;
  isStalled = false;
  configuration: Configuration;
  heartbeat: Heartbeat | null = null;
  replicateAnswer: ReplicateAnswer = { kind: 'stored' };
  /** Thrown by whatever is asked next, until it is null again. */
  failure: Error | null = null;
  readonly reads: ReadStateRequest[] = [];
  readonly pushes: ReplicateRequest[] = [];
  readonly calls: (readonly [name: string, ...details: unknown[]])[] = [];

  constructor(role: Role) {
    const self = aMember('own', { name: '本机', role, secret: Secret.of(SECRET), lines: ['default'] });
    this.identity = self;
    this.configuration = aConfiguration({
      leaderId: role === 'leader' ? 'own' : 'boss',
      members: [self, aMember('boss', { role: role === 'leader' ? 'follower' : 'leader' })],
    });
  }

  async readState(request: ReadStateRequest): ReturnType<Application['readState']> {
    this.reads.push(request);
    this.#fail();
    if (this.isStalled) return { kind: 'stalled' };
    if (!this.isAuthorized(request.secret)) return { kind: 'unauthorized' };
    return {
      kind: 'state',
      snapshot: this.#snapshot(),
      heartbeat: request.heartbeat === null ? null : this.heartbeat,
    };
  }

  async replicate(request: ReplicateRequest): Promise<ReplicateAnswer> {
    this.pushes.push(request);
    this.#fail();
    return this.replicateAnswer;
  }

  isAuthorized(secret: string | null): boolean {
    return secret === SECRET;
  }

  view(): ReturnType<Application['view']> {
    return { ...healthyView, self: this.identity };
  }

  async preview(edit: Edit): Promise<EditReport> {
    return this.#record(REPORT, 'preview', edit);
  }

  async apply(edit: Edit, touchRecords: boolean): Promise<EditReport> {
    return this.#record(REPORT, 'apply', edit, touchRecords);
  }

  async plan(options: { readonly without: readonly string[] }): ReturnType<Application['plan']> {
    return this.#record({ at: AT, entries: [], warnings: [] }, 'plan', options);
  }

  async quit(dissolve: boolean): Promise<void> {
    this.#record(null, 'quit', dissolve);
  }

  async memberLeft(nodeId: string): Promise<void> {
    this.#record(null, 'memberLeft', nodeId);
  }

  async setFrozen(isFrozen: boolean): Promise<void> {
    this.#record(null, 'setFrozen', isFrozen);
  }

  async drain(): ReturnType<Application['drain']> {
    return this.#record({ handedOver: 2, kept: 1 }, 'drain');
  }

  async adoptConfiguration(node: string): Promise<void> {
    this.#record(null, 'adoptConfiguration', node);
  }

  async forceConfiguration(): Promise<void> {
    this.#record(null, 'forceConfiguration');
  }

  witnessNames(): ReturnType<Application['witnessNames']> {
    return this.#record([{ node: '本机', zone: 'example.test', rr: '_cocoa-0123456789' }], 'witnessNames');
  }

  #record<T>(answer: T, ...call: readonly [string, ...unknown[]]): T {
    this.calls.push(call);
    this.#fail();
    return answer;
  }

  #fail(): void {
    if (this.failure !== null) throw this.failure;
  }

  #snapshot(): NodeSnapshot {
    return {
      identity: this.identity,
      isJoined: this.isJoined,
      configuration: this.configuration,
      liveness: {},
      apiPort: 44443,
      isBehindReverseProxy: false,
      databaseType: 'sqlite3',
      maskedDsn: 'file:test.db',
      createdAt: AT,
      updatedAt: AT,
    };
  }
}
