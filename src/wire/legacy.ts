// What does the Go program's database row say in our own words?
import { z } from 'zod';

import { AppError } from '../model/app-error.ts';
import type { ConfigurationDocument } from '../model/configuration.ts';
import type { Identity, Member } from '../model/node.ts';
import { text } from '../model/text.ts';
import { documentShape, readDocument } from './cluster-document.ts';
import { lineOfCode, NO_LINE_CODE } from './lines.ts';
import { secretSchema } from './secret-text.ts';
import { looseText, parseStructure } from './structure.ts';

/** The columns that matter, as the database gives them: the three lists are JSON texts. */
export interface LegacyColumns {
  readonly nodeName: string | null;
  readonly nodeCode: string | null;
  readonly nodeAddress: string | null;
  readonly workMode: string | null;
  readonly cocoaSecret: string | null;
  readonly otherCocoaSyncer: string | null;
  readonly cocoaManagedService: string | null;
  readonly cloudPlatformInfo: string | null;
  /** Minutes; some databases give numbers as texts. */
  readonly timeout: number | string | null;
}

export interface LegacyState {
  readonly identity: Identity;
  readonly document: ConfigurationDocument;
}

const rowSchema = z.object({
  ...documentShape,
  timeout: z.coerce.number().nullish(),
  nodeName: looseText,
  nodeCode: z.string().trim().min(1),
  nodeAddress: looseText,
  workMode: z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
    z.enum(['leader', 'follower']),
  ),
  cocoaSecret: secretSchema,
});

/** AppError `invalid` naming the column, and the place in it, that cannot be understood. */
export function documentFromLegacy(row: LegacyColumns): LegacyState {
  const parsed = parseStructure(
    rowSchema,
    {
      ...row,
      otherCocoaSyncer: parseColumn('otherCocoaSyncer', row.otherCocoaSyncer),
      cocoaManagedService: parseColumn('cocoaManagedService', row.cocoaManagedService),
      cloudPlatformInfo: parseColumn('cloudPlatformInfo', row.cloudPlatformInfo),
    },
    '',
  );
  for (const node of parsed.otherCocoaSyncer) refuseUnknownLines(node.member.id, node.wire.ISPs);
  const identity: Identity = {
    id: parsed.nodeCode,
    name: parsed.nodeName,
    url: parsed.nodeAddress.trim().replace(/\/+$/, ''),
    role: parsed.workMode,
    secret: parsed.cocoaSecret,
  };
  const { document } = readDocument(parsed, '');
  return { identity, document: withOwnEntry(document, identity) };
}

/** A node that was started but never given anything may be missing from its own list. */
function withOwnEntry(document: ConfigurationDocument, identity: Identity): ConfigurationDocument {
  const leaderId = identity.role === 'leader' ? identity.id : document.leaderId;
  if (document.members.some(({ id }) => id === identity.id)) return { ...document, leaderId };
  const own: Member = {
    ...identity,
    lines: [],
    families: [],
    priority: 100,
    standby: true,
    maintenance: false,
    carries: 'all',
  };
  return { ...document, leaderId, members: [own, ...document.members] };
}

function parseColumn(column: string, value: string | null): unknown {
  if (value === null || value.trim() === '') return null;
  try {
    return JSON.parse(value);
  } catch {
    throw new AppError(
      'invalid',
      text(`The column ${column} does not hold JSON.`, `列 ${column} 的内容不是 JSON。`),
      { field: column },
    );
  }
}

/** A push may name lines of a later version; a database of the Go program cannot, so nothing gets lost here. */
function refuseUnknownLines(nodeCode: string, codes: readonly string[]): void {
  const unknown = codes.find(
    (code) => code !== '' && code.toLowerCase() !== NO_LINE_CODE.toLowerCase() && lineOfCode(code) === null,
  );
  if (unknown === undefined) return;
  throw new AppError(
    'invalid',
    text(
      `Node ${nodeCode} lists the line ${unknown}, which does not exist.`,
      `节点 ${nodeCode} 列出了不存在的线路 ${unknown}。`,
    ),
    { field: 'otherCocoaSyncer' },
  );
}
