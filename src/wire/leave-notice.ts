// How does a follower tell its leader that it has left the cluster?
//
// A path of its own: the Go program answers it with 404 and goes on as before.
import { z } from 'zod';

import { parseStructure } from './structure.ts';

export const LEAVE_NOTICE_PATH = '/v1/cocoaSyncer/leave';

/** `secret`: the leader's. The body is sent, never logged. */
export function encodeLeaveNotice(secret: string, nodeId: string): string {
  return JSON.stringify({ cocoaSecret: secret, nodeCode: nodeId });
}

/** The code of the node that left; AppError `invalid` naming the field. */
export function parseLeaveNotice(body: unknown): string {
  return parseStructure(z.object({ nodeCode: z.string().min(1) }), body, '').nodeCode;
}
