/**
 * Has the daemon's process crashed? This is a program of its own, started by the daemon with a pipe as its standard
 * input. The kernel ends the pipe when the process is gone, however it went; unless it said before that it leaves in
 * good order, the peers are told.
 *
 * It imports little, since it waits for months and does nothing.
 */
import { exchange } from '../platform/http.ts';
import { systemClock } from '../platform/clock.ts';
import { ExitAnnouncement } from './announce-exit.ts';
import type { ExitFacts } from './exit-facts.ts';
import { parseWatchLine } from './exit-facts.ts';

const isChinese = process.argv[2] === 'zh';
const agent = `CocoaSyncer/${process.argv[3] ?? ''}`;
const MAX_ANSWER_BYTES = 1024 * 1024;

let facts: ExitFacts | null = null;
let announcement: ExitAnnouncement | null = null;
let isAskedToEnd = false;
let unread = '';

// A supervisor that stops a service signals all of its processes; this one ends when the daemon does.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    isAskedToEnd = true;
    announcement?.hurry();
  });
}
process.stderr.on('error', () => undefined);

process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  const lines = (unread + chunk).split('\n');
  unread = lines.pop() ?? '';
  for (const text of lines) {
    const line = parseWatchLine(text);
    if (line?.kind === 'leave') process.exit(0);
    if (line?.kind === 'facts') facts = line.facts;
  }
});
process.stdin.once('error', () => void tell());
process.stdin.once('end', () => void tell());

async function tell(): Promise<void> {
  if (announcement !== null) return;
  if (facts === null) process.exit(0);
  announcement = new ExitAnnouncement(facts, { clock: systemClock, post });
  if (isAskedToEnd) announcement.hurry();
  const told = await announcement.run();
  const all = facts.peers.length;
  const words = isChinese
    ? `cocoasyncer：进程意外结束，已通知 ${all} 个节点中的 ${told} 个`
    : `cocoasyncer: the process has ended unexpectedly; ${told} of ${all} nodes were told`;
  process.stderr.write(`${words}\n`, () => process.exit(0));
}

/** A redirect is not followed: it would carry the secret to somebody the configuration does not name. */
async function post(url: string, body: string, timeoutMs: number): Promise<string | null> {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': agent };
  try {
    const answer = await exchange({
      url,
      method: 'POST',
      headers,
      body,
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
    });
    return answer.status === 200 ? answer.body : null;
  } catch {
    return null;
  }
}
