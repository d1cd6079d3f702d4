// How does a node's watcher tell a peer that the process is gone? Imports nothing that takes memory: the watcher has little.
import type { ExitNote } from '../model/heartbeat.ts';

const PROTOCOL = 2;

/** A request of `getClusterInfo`. `secret`: the peer's own. Send it, never log it. */
export function encodeExitRequest(secret: string, { from, to, boot, ageMs }: ExitNote): string {
  return JSON.stringify({
    cocoaSecret: secret,
    // Rounded down: the process must not seem to have ended sooner than it did.
    exit: { p: PROTOCOL, from, to, boot, age: Math.max(0, Math.floor(ageMs)) },
  });
}

/** Whether the answer says that the note was taken. */
export function isNoteTaken(answer: string): boolean {
  try {
    const parsed: unknown = JSON.parse(answer);
    if (typeof parsed !== 'object' || parsed === null || !('statusCode' in parsed)) return false;
    return parsed.statusCode === 200 || parsed.statusCode === 201;
  } catch {
    return false;
  }
}
