// How does a leader's push (`updateClusterInfo`) stand on the wire, and how is it answered?
import { z } from 'zod';

import type {
  MemberLiveness,
  PeerReplicateAnswer,
  PushedConfiguration,
  ReplicateAnswer,
} from '../cluster/peer/peer-api.ts';
import type { Configuration } from '../model/configuration.ts';
import { documentShape, encodeExtras, readDocument } from './cluster-document.ts';
import { doneEnvelope, envelope, notAllowedEnvelope, unauthorizedEnvelope } from './envelope.ts';
import type { Envelope } from './envelope.ts';
import { NEVER_HEARD, carriedServices, encodeNode } from './node-info.ts';
import { inClear } from './secret-text.ts';
import { encodeAccount, encodeService } from './service-info.ts';
import { encodeStamp, stampSchema } from './stamp.ts';
import { parseStructure } from './structure.ts';

export interface PushOptions {
  /** Per node id. A Go follower copies it and judges by it: a node without an entry looks lost to it. */
  readonly liveness: Readonly<Record<string, MemberLiveness>>;
  /** Leave each node's list of services to `carries`; the Go program does not know that key. */
  readonly isCompact: boolean;
  /** Without the cluster keys, of which a Go follower has no use. */
  readonly isLegacy: boolean;
}

/** The body of a push, always complete, secrets in clear. Send it, never log it. */
export function encodePush(secret: string, configuration: Configuration, options: PushOptions): string {
  const { members, services, accounts } = configuration;
  const cocoaBasic = {
    otherCocoaSyncer: members.map((member) => {
      const { id } = member;
      const liveness = Object.hasOwn(options.liveness, id) ? options.liveness[id] : undefined;
      const carried = options.isCompact ? null : carriedServices(member, services);
      return encodeNode(member, member.secret.reveal(), liveness ?? NEVER_HEARD, carried);
    }),
    cocoaManagedService: services.length === 0 ? null : services.map(encodeService),
    cloudPlatformInfo:
      accounts.length === 0 ? null : accounts.map((account) => encodeAccount(account, inClear)),
    timeout: configuration.timeoutMinutes,
    ...encodeExtras(configuration),
    ...(options.isLegacy ? {} : clusterKeys(configuration)),
  };
  return JSON.stringify({ cocoaSecret: secret, cocoaBasic });
}

function clusterKeys({ clusterKey, previousClusterKey }: Configuration): object {
  return {
    clusterKey: clusterKey?.reveal() ?? null,
    previousClusterKey: previousClusterKey?.reveal() ?? null,
  };
}

const pushSchema = z.object(documentShape);

/** `cocoaBasic` of a push; AppError `invalid` naming the field. */
export function parsePush(cocoaBasic: unknown): PushedConfiguration {
  const parsed = parseStructure(pushSchema, cocoaBasic, 'cocoaBasic');
  const { configuration, isVersioned } = readDocument(parsed, 'cocoaBasic');
  return { configuration, isVersioned };
}

export interface PushAnswerBody extends Envelope {
  /** With 409: the edition that the follower keeps, and why. */
  readonly cfg?: readonly [number, number, string];
  readonly why?: string;
}

/** `isVersioned`: whether the pusher knows versions. One that does not has never heard of 409. */
export function encodePushAnswer(answer: ReplicateAnswer, isVersioned: boolean): PushAnswerBody {
  switch (answer.kind) {
    case 'not-a-follower':
      return notAllowedEnvelope;
    case 'unauthorized':
      return unauthorizedEnvelope;
    case 'stored':
    case 'unchanged':
      return doneEnvelope;
    case 'refused': {
      if (!isVersioned) return notAllowedEnvelope;
      const sentence = `This follower keeps its configuration (${answer.why}).`;
      return { ...envelope(409, sentence), cfg: encodeStamp(answer.stamp), why: answer.why };
    }
  }
}

const pushAnswerSchema = z.object({ statusCode: z.number(), cfg: z.unknown().optional() });

/** AppError `invalid` when it cannot be understood. */
export function parsePushAnswer(body: unknown): PeerReplicateAnswer {
  const { statusCode, cfg } = parseStructure(pushAnswerSchema, body, '');
  switch (statusCode) {
    case 200:
      return { kind: 'stored' };
    case 401:
      return { kind: 'unauthorized' };
    case 405:
      return { kind: 'not-a-follower' };
    case 409:
      return { kind: 'refused', stamp: stampSchema.safeParse(cfg).data ?? null };
    default:
      return { kind: 'silent', why: `business code ${statusCode}` };
  }
}
