/** Planted faults in what is made of messages: who was heard, who has heard me, who is well. */
import type { Mutant } from './mutant.ts';

const LIVENESS = 'src/cluster/liveness.ts';
const HEALTH = 'src/cluster/health.ts';

export const LIVENESS_MUTANTS: readonly Mutant[] = [
  {
    name: 'ages-outlive-sleep',
    what: 'What was heard before the machine slept is acted upon and passed on as if no time had passed.',
    file: 'src/cluster/health.ts',
    find: 'relayed.isAgeless = true;',
    replace: '',
    finds: ['S3'],
    draw: { nodes: 3, hours: 0.5, kinds: ['sleep-after-gift'], every: 12 },
  },
  {
    name: 'news-as-if-fresh',
    what: 'The age of relayed news is ignored, and so is whether it is newer.',
    file: LIVENESS,
    find: 'const issuedAt = now - Math.max(0, news.ageMs);',
    replace: 'const issuedAt = now; peer.heardAt = now;',
    finds: ['L1'],
    draw: { nodes: 3, hours: 0.5, kinds: ['power-loss', 'crash'], every: 4 },
  },
  {
    name: 'acks-dated-by-arrival',
    what: 'An acknowledgement counts from its arrival, not from the message that it acknowledges.',
    file: LIVENESS,
    find: 'this.#acknowledge(sender, heartbeat);',
    replace:
      'if (heartbeat.seen[this.selfId]?.[0] === this.boot) sender.ackedAt = Math.max(sender.ackedAt, now);',
    finds: ['S2'],
    draw: { nodes: 2, hours: 0.5, kinds: ['one-way-cut'] },
  },
  {
    name: 'heard-is-acked',
    what: 'Whoever is heard is taken to have heard this node.',
    file: LIVENESS,
    find: 'this.#acknowledge(sender, heartbeat);',
    replace: 'sender.ackedAt = Math.max(sender.ackedAt, now);',
    finds: ['S2'],
    draw: { nodes: 2, hours: 0.5, kinds: ['one-way-cut'] },
  },
  {
    name: 'liveness-from-a-push',
    what: 'A new configuration brings its own view of who is alive.',
    file: 'src/daemon/steps/adopt-cluster.ts',
    find: 'state.book.keepOnly(',
    replace:
      'for (const peer of state.liveness.peers.values()) Object.assign(peer, { heardAt: now - state.timers.deadMs, knownSince: -Infinity });\n  state.book.keepOnly(',
    finds: ['S2'],
    draw: { nodes: 3, hours: 0.6, kinds: ['configuration-change', 'loss', 'delay'], every: 1 },
  },
  {
    name: 'silence-keeps-health',
    what: 'A node that was silent for long counts as well without a break.',
    file: HEALTH,
    find: 'if (now - peer.heardAt >= timers.deadMs || !saysProviderUp(peer)) {',
    replace: 'if (!saysProviderUp(peer)) {',
    finds: ['S3'],
    draw: { nodes: 2, hours: 0.5, kinds: ['stop', 'suspend'] },
  },
  {
    name: 'restart-keeps-health',
    what: 'A node that has restarted counts as well without a break.',
    file: LIVENESS,
    find: '      peer.wellSince = null;\n      peer.capabilities = null;',
    replace: '      peer.capabilities = null;',
    also: [
      {
        file: HEALTH,
        find: 'if (now - peer.heardAt >= timers.deadMs || !saysProviderUp(peer)) {',
        replace: 'if (now - peer.heardAt >= timers.deadMs) {',
      },
    ],
    finds: ['S3'],
    draw: { nodes: 2, hours: 0.5, kinds: ['crash'] },
  },
  {
    name: 'provider-loss-keeps-health',
    what: 'A node that has no access to the provider counts as well.',
    file: HEALTH,
    find: 'return peer.isLegacy || peer.statement?.providerUp === true;',
    replace: 'return peer.isLegacy || peer.statement !== null;',
    finds: ['S3', 'L3'],
    draw: { nodes: 2, hours: 0.7, kinds: ['provider-loss', 'address-change', 'isolation'] },
  },
  {
    name: 'end-of-another-process',
    what: 'The note that a process has ended is believed of the one that came after it.',
    file: 'src/cluster/process-end.ts',
    find: ' || peer.boot !== boot || isRefuted(peer, at)) return false;',
    replace: ') return false;',
    also: [
      {
        file: 'src/cluster/process-end.ts',
        find: 'return heardAt > endedAt + LATE_MS;',
        replace: 'return heardAt < endedAt - 1e12;',
      },
    ],
    finds: ['S2'],
    draw: { nodes: 3, hours: 0.7, kinds: ['crash', 'crash-storm', 'loss'], every: 1.5 },
  },
  {
    name: 'acks-ignored',
    what: 'What a peer says it has received counts for nothing.',
    file: 'src/cluster/liveness.ts',
    find: '    sender.ackedAt = Math.max(sender.ackedAt, issuedAt);',
    replace: '    sender.ackedAt = Math.max(sender.ackedAt, issuedAt - 60_000);',
    finds: ['L4', 'S5'],
    draw: { nodes: 2, hours: 0.2 },
  },
];
