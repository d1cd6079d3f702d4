import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vectors } from '../../src/model/heartbeat.ts';
import { encodeHeartbeat, parseHeartbeat } from '../../src/wire/heartbeat.ts';
import { encodeStateRequest } from '../../src/wire/state-answer.ts';
import { parseVectors } from '../../src/wire/vectors.ts';
import { aHeartbeat } from '../cluster/a-peer.ts';

const NODES = 1_000;

/** As in a cluster of which one in twenty nodes is down. */
function vectorsOf(nodes: number): Vectors {
  const bits = new Uint8Array(Math.ceil(nodes / 8)).fill(0x10);
  return {
    ages: Uint8Array.from({ length: nodes }, (_, index) => index % 14),
    reach: Uint8Array.from({ length: nodes }, (_, index) => 5 + (index % 20)),
    missing: [{ who: bits.map((byte) => 255 - byte), whom: bits }],
    lacks: null,
  };
}

describe('what is known of all nodes, on the wire', () => {
  it('comes back as it was sent', () => {
    for (const lacks of [null, new Uint8Array(125).fill(3)]) {
      const heartbeat = aHeartbeat({ edition: 7, vectors: { ...vectorsOf(NODES), lacks } });
      const parsed = parseHeartbeat(JSON.parse(encodeHeartbeat(heartbeat)));
      assert.deepEqual(parsed, heartbeat);
    }
  });

  it('takes 3.4 kB in a request among 1,000 nodes', () => {
    const seen = { a: ['0123456789ab', 4711] as const };
    const heartbeat = aHeartbeat({ edition: 7, seen, vectors: vectorsOf(NODES) });
    const { length } = encodeStateRequest('a secret of this length', heartbeat);
    assert.ok(length > 3_000 && length < 3_400, `${length} bytes`);
  });

  it('is passed over when it is garbled, and the message stands', () => {
    const whole = JSON.parse(encodeHeartbeat(aHeartbeat({ vectors: vectorsOf(40) }))) as {
      vec: Record<string, unknown>;
    };
    const garbled = [
      { ...whole.vec, reach: 'AAAA' },
      { ...whole.vec, miss: [['AA==', 'AA==']] },
      { ...whole.vec, lack: 'AAAA' },
      { ...whole.vec, age: 5 },
      { ...whole.vec, age: 'A'.repeat(10_000) },
      'text',
    ];
    for (const vec of garbled) {
      assert.equal(parseVectors(vec), null);
      const parsed = parseHeartbeat({ ...whole, vec });
      assert.ok(parsed !== null && parsed.vectors === undefined);
    }
  });
});
