/** Peers and messages for tests of the liveness rules: only what a test says differs from a plain one. */
import { Liveness } from '../../src/cluster/liveness.ts';
import type { Peer } from '../../src/cluster/liveness.ts';
import { resolveTimers } from '../../src/config/timers.ts';
import type { Heartbeat, Statement } from '../../src/model/heartbeat.ts';

export const TIMERS = resolveTimers('normal');
export const SECOND = 1_000;

export function aStatement(differing: Partial<Statement> = {}): Statement {
  return {
    v4: '47.92.0.2',
    v6: null,
    previous: [],
    providerUp: true,
    fitV4: true,
    fitV6: false,
    unfitServices: [],
    yields: {},
    draining: false,
    ...differing,
  };
}

/** A message from `b` to `a`, boot `b1`, seq 1. */
export function aHeartbeat(differing: Partial<Heartbeat> = {}): Heartbeat {
  return {
    from: 'b',
    to: 'a',
    boot: 'b1',
    seq: 1,
    stamp: { epoch: 1, version: 1, hash: 'h' },
    capabilities: ['wit', 'yield'],
    statement: aStatement(),
    seen: {},
    news: [],
    ...differing,
  };
}

/** Node `a` with peers `b` and `c`, known since 0 and unacked for long. */
export function aLiveness(): Liveness {
  const liveness = new Liveness('a', 'a1');
  liveness.setPeers(['a', 'b', 'c'], 0, -1e9);
  return liveness;
}

export function peerOf(liveness: Liveness, id: string): Peer {
  const peer = liveness.peers.get(id);
  if (peer === undefined) throw new Error(`no peer ${id}`);
  return peer;
}

/** Peer `b`, heard at `heardAt` with `statement`. */
export function aPeer(heardAt: number, statement: Partial<Statement> = {}): Peer {
  const liveness = aLiveness();
  liveness.receive(aHeartbeat({ statement: aStatement(statement) }), heardAt);
  return peerOf(liveness, 'b');
}
