/**
 * S12: liveness comes neither from disk nor from a calendar. What a node holds about its peers is dated on its own
 * monotonic clock, so it never lies in the future nor before the process; ages in messages are not negative; and what
 * is stored has no place for who was heard when. That wrong calendars change no decision shows in all other checks:
 * every world has them.
 */
import type { Process } from '../machine.ts';
import type { CreateCheck } from './check.ts';
import { seconds } from './evidence.ts';

/** A witness record may be older than the process that reads it, and a provider's clock is right to a second. */
const OLDEST_MS = 26 * 3_600_000;
const NEWEST_MS = 2_000;
const MEMORY_KEYS: Readonly<Record<string, readonly string[]>> = {
  addressBook: ['address', 'family', 'kind', 'nodeId', 'order'],
  ownAddresses: ['address', 'family', 'firstSeenAt', 'lastSeenAt'],
  flaps: ['at', 'nodeId'],
  takeOvers: ['at', 'cellKey', 'nodeId', 'overturned'],
};
const CLUSTER_KEYS = ['boundLeaderId', 'configuration'];
const LIVENESS = /heard|acked|heartbeat|watchdog|lastSeen|alive|silence/i;

export const noCalendars: CreateCheck = ({ world, report }) => {
  const ids = [...world.machines.keys()];
  let turn = 0;
  return {
    promise: 'S12',
    onMessage: ({ at, from, path }, text) => {
      if (path === 'state' && text !== null && hasNegativeAge(text)) {
        report(`${seconds(at)} ${from} passes on news of a negative age`);
      }
    },
    // One node a second: what is wrong stays wrong for a while.
    onSecond: (now) => {
      turn = (turn + 1) % ids.length;
      const { id, process } = world.machines.get(ids[turn] ?? '') ?? { id: '', process: null };
      const odd = process === null ? null : misdated(process);
      if (odd !== null) report(`${seconds(now)} ${id}: ${odd}`);
    },
    atEnd: () => {
      for (const { id, disk } of world.machines.values()) {
        for (const [table, rows] of Object.entries(disk.memory)) {
          for (const row of rows as readonly object[]) {
            const odd = Object.keys(row).filter((key) => MEMORY_KEYS[table]?.includes(key) !== true);
            if (odd.length > 0) report(`${id} stores ${odd.join(', ')} in ${table}`);
          }
        }
        const { cluster } = disk;
        if (cluster === null) continue;
        const odd = Object.keys(cluster).filter((key) => !CLUSTER_KEYS.includes(key));
        for (const member of cluster.configuration.members)
          odd.push(...Object.keys(member).filter((key) => LIVENESS.test(key)));
        if (odd.length > 0) report(`${id} stores ${odd.join(', ')} with its configuration`);
      }
    },
  };
};

const AGE = '"age":';

/** Minus signs are rarer than anything else by which it could be looked for. */
function hasNegativeAge(text: string): boolean {
  for (let at = text.indexOf('-'); at >= 0; at = text.indexOf('-', at + 1)) {
    if (text.startsWith(AGE, at - AGE.length)) return true;
  }
  return false;
}

function misdated({ state, clock }: Process): string | null {
  const now = clock.monotonicMs();
  const isOdd = (at: number): boolean => at > now + NEWEST_MS || (Number.isFinite(at) && at < -OLDEST_MS);
  for (const peer of state.liveness.peers.values()) {
    const dates = {
      heardAt: peer.heardAt,
      ackedAt: peer.ackedAt,
      wellSince: peer.wellSince ?? now,
      observedWriteAt: state.observedWriteAt.get(peer.id) ?? now,
      writtenAt: Math.max(state.witnesses.of(peer.id)?.writtenAt ?? now, -OLDEST_MS),
    };
    for (const name in dates) {
      const at = dates[name as keyof typeof dates];
      if (isOdd(at))
        return `${name} of ${peer.id} is ${seconds(at)} when its own clock shows ${seconds(now)}`;
    }
  }
  return isOdd(state.resumedAt) || isOdd(state.provider.lastReadSentAt)
    ? 'its own dates lie in the future'
    : null;
}
