// What does another node's answer to `getClusterInfo` say?
import { z } from 'zod';

import type { PeerReadAnswer } from '../cluster/peer/peer-api.ts';
import type { Identity } from '../model/node.ts';
import { documentShape, readDocument } from './cluster-document.ts';
import { parseHeartbeat } from './heartbeat.ts';
import { unsealSecrets } from './sealed-secrets.ts';
import { isKeyed } from './shape.ts';
import { looseText, parseStructure } from './structure.ts';

const basicSchema = z.object({ ...documentShape, nodeCode: looseText, sealed: z.string().nullish() });
const answerSchema = z.object({
  statusCode: z.number(),
  cocoaBasic: z.unknown().optional(),
  hb: z.unknown().optional(),
});

export interface ReadOptions {
  /** The request carried no heartbeat, so the answer shows the peer's whole view: it is read for that. */
  readonly isFull: boolean;
  /** The node that asks: it can open secrets that are sealed for it. */
  readonly reader: Identity | null;
}

/**
 * What the answer says; AppError `invalid` naming the field when it cannot be understood. Secrets that were
 * not told are empty.
 */
export function parseStateAnswer(body: unknown, options: ReadOptions): PeerReadAnswer {
  const { statusCode, cocoaBasic, hb } = isAnswer(body) ? body : parseStructure(answerSchema, body, '');
  if (statusCode === 401) return { kind: 'unauthorized' };
  if (statusCode !== 200 && statusCode !== 201) {
    return { kind: 'silent', why: `business code ${statusCode}` };
  }
  const heartbeat = parseHeartbeat(hb);
  const isJoined = statusCode === 200;
  // The rest of a brief answer is for programs that know no heartbeats.
  if (heartbeat !== null && !options.isFull) {
    return { kind: 'state', isJoined, heartbeat, self: null, configuration: null };
  }
  const basic = parseStructure(basicSchema, cocoaBasic, 'cocoaBasic');
  const { configuration } = readDocument(basic, 'cocoaBasic');
  return {
    kind: 'state',
    isJoined,
    heartbeat,
    self: ownEntry(configuration.members, basic.nodeCode),
    configuration: options.isFull ? unsealSecrets(configuration, basic.sealed ?? null, options.reader) : null,
  };
}

/** What the schema asks for; the schema itself is for the words in which a refusal is told. */
function isAnswer(body: unknown): body is z.output<typeof answerSchema> {
  return isKeyed(body) && Number.isFinite(body['statusCode']);
}

/** The entry with the node's own code; an unjoined Go node is known by its place, the last. */
function ownEntry(members: readonly Identity[], ownCode: string): Identity | null {
  const own = members.find(({ id }) => id === ownCode) ?? members.at(-1);
  if (own === undefined) return null;
  return { id: own.id, name: own.name, url: own.url, role: own.role, secret: own.secret };
}
