/**
 * May this leader push and accept changes? A leader is the only writer of the configuration, so no follower can
 * be ahead of it, unless it was restored from an old backup or another leader has been at work. Asked before
 * the first push after a start, and again whenever a follower's stamp is heard.
 *
 *   some follower is ahead                               stale-leader
 *   some follower has the same version, another hash     config-fork
 *   some follower was not asked since the start          undecided
 *   otherwise                                            lead
 *
 * While it does not lead it pushes nothing and refuses changes; its DNS duties go on.
 */
import type { ConfigurationStamp } from '../model/configuration.ts';
import { compareStamps } from '../model/configuration.ts';

/** What is known of one follower's configuration since this node started. */
export interface HeardStamp {
  readonly nodeId: string;
  /** Whether it was asked at least once since the start, with an answer or with none in time. */
  readonly wasAsked: boolean;
  /** null: it has not answered, or it knows no versions. */
  readonly stamp: ConfigurationStamp | null;
}

export type Leadership = 'lead' | 'stale-leader' | 'config-fork' | 'undecided';

export function judgeLeadership(own: ConfigurationStamp, heard: readonly HeardStamp[]): Leadership {
  if (heard.some(({ stamp }) => isAhead(stamp, own))) return 'stale-leader';
  if (heard.some(({ stamp }) => isFork(stamp, own))) return 'config-fork';
  return heard.every(({ wasAsked, stamp }) => wasAsked || stamp !== null) ? 'lead' : 'undecided';
}

/** The followers that stand against this leader: those ahead and those that have forked, newest first. */
export function dissenters(own: ConfigurationStamp, heard: readonly HeardStamp[]): readonly HeardStamp[] {
  return heard
    .filter(({ stamp }) => isAhead(stamp, own) || isFork(stamp, own))
    .sort((a, b) => compareStamps(b.stamp ?? own, a.stamp ?? own));
}

function isAhead(stamp: ConfigurationStamp | null, own: ConfigurationStamp): boolean {
  return stamp !== null && compareStamps(stamp, own) > 0;
}

/** (0, 0) is no edition of ours: two nodes may well hold different ones of it. */
function isFork(stamp: ConfigurationStamp | null, own: ConfigurationStamp): boolean {
  return stamp !== null && stamp.epoch > 0 && compareStamps(stamp, own) === 0 && stamp.hash !== own.hash;
}
