/** Editions and pushes for the tests of the push rules. The follower is called `me`, leaders `a` and `b`. */
import type { Push, StoredCluster } from '../../src/cluster/push-rules.ts';
import { hashOf } from '../../src/cluster/stamp.ts';
import type { Configuration } from '../../src/model/configuration.ts';
import { aDocument, aMember } from '../support/configurations.ts';

/** Edition (epoch, version) of leader `leader`; `variant` makes its content differ. */
export function edition(
  epoch: number,
  version: number,
  leader: string | null,
  { variant = 0, members = ['a', 'b', 'me'] }: { variant?: number; members?: readonly string[] } = {},
): Configuration {
  const document = aDocument({
    leaderId: leader,
    members: members.map((id) => aMember(id)),
    timeoutMinutes: 10 + variant,
  });
  return { ...document, stamp: { epoch, version, hash: hashOf(document) } };
}

export const stored = (configuration: Configuration, boundLeaderId: string | null): StoredCluster => ({
  configuration,
  boundLeaderId,
});
export const NOTHING = stored(edition(0, 0, null, { members: ['me'] }), null);
export const LEGACY = stored(edition(0, 0, 'a'), 'a');
export const AT_3_41 = stored(edition(3, 41, 'a'), 'a');

export const WITHOUT_ME = { members: ['a', 'b'] };

/** What a push is made of, in the few words a test needs. */
export interface PushWords {
  readonly stored: StoredCluster;
  readonly pushed: Configuration;
  readonly unversioned?: true;
  readonly allowLegacyLeader?: true;
  readonly pusherId?: string;
}

export function pushOf(words: PushWords): Push {
  return {
    stored: words.stored,
    pushed: { configuration: words.pushed, isVersioned: words.unversioned !== true },
    selfId: 'me',
    allowLegacyLeader: words.allowLegacyLeader === true,
    ...(words.pusherId === undefined ? {} : { pusherId: words.pusherId }),
  };
}
