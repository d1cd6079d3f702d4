// What does a leader send to one follower? The same push for all, but for what the Go program copies from it.
import type { Configuration } from '../../model/configuration.ts';
import { encodePush } from '../../wire/push.ts';
import type { MemberLiveness, PeerTarget } from './peer-api.ts';

/** What nodes accept as a request; see the API's limit. */
const MAX_PUSH_BYTES = 1024 * 1024;

type Liveness = Readonly<Record<string, MemberLiveness>>;

export interface Pusher {
  /** ms since 1970; only shown to the peer. */
  readonly at: number;
  /** null: not known yet. */
  readonly selfId: string | null;
}

/**
 * The body of a push. Send it, never log it. Without `liveness` the peer runs this program, so a push too long for it can leave out each node's list of
 * services: `carries` says the same.
 */
export function encodePushFor(
  target: PeerTarget,
  configuration: Configuration,
  liveness: Liveness | undefined,
  { at, selfId }: Pusher,
): string {
  const secret = target.secret.reveal();
  const shown = shownLiveness(configuration, liveness, at, selfId);
  const options = { liveness: shown, isCompact: false, isLegacy: liveness !== undefined };
  const full = encodePush(secret, configuration, options);
  if (options.isLegacy || Buffer.byteLength(full) <= MAX_PUSH_BYTES) return full;
  return encodePush(secret, configuration, { ...options, isCompact: true });
}

/**
 * The Go program takes the lines of every node whose time is old. A node of which nothing is known yet, as
 * after a start, is therefore shown with the present time: when in doubt, nothing shall change.
 */
function shownLiveness(
  { members }: Configuration,
  known: Liveness | undefined,
  at: number,
  selfId: string | null,
): Liveness {
  const entries = members.map(({ id }): [string, MemberLiveness] => {
    const entry = known !== undefined && Object.hasOwn(known, id) ? known[id] : undefined;
    const isAlive = known === undefined || id === selfId;
    const health = isAlive ? 'alive' : (entry?.health ?? 'unknown');
    return [id, { lastHeartbeatAt: isAlive ? at : (entry?.lastHeartbeatAt ?? at), health }];
  });
  return Object.fromEntries(entries);
}
