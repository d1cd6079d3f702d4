// How does one node stand in the wire's list of nodes?
import { z } from 'zod';

import type { MemberLiveness } from '../cluster/peer/peer-api.ts';
import type { Member } from '../model/node.ts';
import { serviceKey } from '../model/service.ts';
import type { Service } from '../model/service.ts';
import { formatInstant, parseInstant } from './instant.ts';
import { NO_LINE_CODE, lineCode, linesOfCodes, networkType, networkTypeSchema } from './lines.ts';
import { secretSchema } from './secret-text.ts';
import { encodeService, serviceSchema } from './service-info.ts';
import type { WireService } from './service-info.ts';
import { arrayOrNull, looseText } from './structure.ts';

/** Keys in the order of the API document; the last four are ours, and the Go program drops them. */
export interface WireNode {
  readonly nodeName: string;
  readonly nodeCode: string;
  readonly nodeAddress: string;
  readonly workMode: string;
  readonly cocoaSecret: string;
  readonly ISPs: readonly string[] | null;
  readonly networkType: string;
  readonly statusCode: number;
  readonly watchDog: string;
  readonly cocoaManagedService: readonly WireService[] | null;
  readonly priority: number;
  readonly standby: boolean;
  readonly maintenance: boolean;
  readonly carries: 'all' | readonly string[];
}

const STATUS_CODES: Readonly<Record<MemberLiveness['health'], number>> = {
  alive: 200,
  unreachable: 504,
  unknown: 0,
};

export const NEVER_HEARD: MemberLiveness = { lastHeartbeatAt: null, health: 'unknown' };

/** `carried`: the member's services, null to leave them to `carries` alone. */
export function encodeNode(
  member: Member,
  secret: string,
  liveness: MemberLiveness,
  carried: readonly Service[] | null,
): WireNode {
  return {
    nodeName: member.name,
    nodeCode: member.id,
    nodeAddress: member.url,
    workMode: member.role,
    cocoaSecret: secret,
    ISPs: encodeLines(member),
    networkType: networkType(member.families),
    statusCode: STATUS_CODES[liveness.health],
    watchDog: formatInstant(liveness.lastHeartbeatAt),
    cocoaManagedService: carried === null || carried.length === 0 ? null : carried.map(encodeService),
    priority: member.priority,
    standby: member.standby,
    maintenance: member.maintenance,
    carries: member.carries,
  };
}

/** The services of the cluster that a member carries. */
export function carriedServices(member: Member, services: readonly Service[]): readonly Service[] {
  const { carries } = member;
  return carries === 'all' ? services : services.filter((service) => carries.includes(serviceKey(service)));
}

/** A node that was never configured has null lines, one that shall serve none says so: as in the Go program. */
function encodeLines(member: Member): readonly string[] | null {
  if (member.lines.length > 0) return member.lines.map(lineCode);
  return member.families.length === 0 ? null : [NO_LINE_CODE];
}

const workModeSchema = z.preprocess(
  (value) => (typeof value === 'string' && value !== '' ? value.toLowerCase() : 'follower'),
  z.enum(['leader', 'follower']),
);

export const nodeSchema = z
  .object({
    nodeName: looseText,
    nodeCode: z.string().min(1),
    nodeAddress: looseText,
    workMode: workModeSchema,
    cocoaSecret: secretSchema,
    ISPs: arrayOrNull(z.string()),
    networkType: networkTypeSchema,
    statusCode: z.number().nullish(),
    watchDog: looseText,
    cocoaManagedService: arrayOrNull(serviceSchema),
    priority: z.int().nullish(),
    standby: z.boolean().nullish(),
    maintenance: z.boolean().nullish(),
    carries: z.union([z.literal('all'), z.array(z.string())]).nullish(),
  })
  .transform((wire) => ({
    wire,
    /** Everything but `carries`, which needs the cluster's services. */
    member: {
      id: wire.nodeCode,
      name: wire.nodeName,
      url: wire.nodeAddress.trim().replace(/\/+$/, ''),
      role: wire.workMode,
      secret: wire.cocoaSecret,
      lines: linesOfCodes(wire.ISPs),
      families: wire.networkType,
      priority: wire.priority ?? 100,
      standby: wire.standby ?? true,
      maintenance: wire.maintenance ?? false,
    },
    liveness: { lastHeartbeatAt: parseInstant(wire.watchDog), health: healthOf(wire.statusCode) },
  }));

export type ParsedNode = z.output<typeof nodeSchema>;

/** A Go leader lists each node's services; a list of all of them means those added later as well. */
export function memberOf(node: ParsedNode, services: readonly Service[]): Member {
  const carries = node.wire.carries;
  if (carries !== undefined && carries !== null) return { ...node.member, carries };
  const listed = new Set(node.wire.cocoaManagedService.map(serviceKey));
  const managed = services.map(serviceKey).filter((key) => listed.has(key));
  return { ...node.member, carries: managed.length === services.length ? 'all' : managed };
}

function healthOf(statusCode: number | null | undefined): MemberLiveness['health'] {
  if (statusCode === STATUS_CODES.alive) return 'alive';
  return statusCode === STATUS_CODES.unreachable ? 'unreachable' : 'unknown';
}
