/** Tells members to leave, for the leader; who is being told has no news to bring when it says that it leaves. */
import type { PeerReplicateAnswer } from '../cluster/peer/peer-api.ts';
import type { Member } from '../model/node.ts';
import type { NodeContext } from './context.ts';

/** A node that leaves hands its cells over first, for at most a minute. */
const DISMISS_TIMEOUT_MS = 75_000;

export class Dismissals {
  readonly #context: NodeContext;
  readonly #underWay = new Set<string>();

  constructor(context: NodeContext) {
    this.#context = context;
  }

  /**
   * Whether this node is being told to leave. Its notice of leaving must be answered without waiting for the
   * change of which it is a part: that change waits for the node.
   */
  isUnderWay(nodeId: string): boolean {
    return this.#underWay.has(nodeId);
  }

  async dismiss(member: Member): Promise<PeerReplicateAnswer> {
    this.#underWay.add(member.id);
    try {
      return await this.#context.peers.dismiss(member, DISMISS_TIMEOUT_MS);
    } finally {
      this.#underWay.delete(member.id);
    }
  }
}
