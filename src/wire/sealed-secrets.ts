// How can a leader that lost its configuration read the secrets in a follower's answer, and nobody else?
//
// Answers mask every secret, because whoever knows one node's secret may ask. A restored leader that adopts
// a follower's newer configuration needs them. They travel sealed under the leader's own secret, which the
// asked node knows from its configuration and which never stands in that request.
import { z } from 'zod';

import type { Configuration } from '../model/configuration.ts';
import type { Identity } from '../model/node.ts';
import { Secret } from '../model/secret.ts';
import { seal, unseal } from '../platform/digest.ts';

const PURPOSE = 'seal';

const contentSchema = z.object({
  nodes: z.record(z.string(), z.string()),
  accounts: z.record(z.string(), z.tuple([z.string(), z.string()])),
  clusterKey: z.string().nullable(),
  previousClusterKey: z.string().nullable(),
});

/** base64url; null when there is no other node to seal for. `nonce`: 12 fresh random bytes. */
export function sealSecrets(configuration: Configuration, selfId: string, nonce: Uint8Array): string | null {
  const leader = configuration.members.find((member) => member.id === configuration.leaderId);
  if (leader === undefined || leader.id === selfId || leader.secret.isEmpty) return null;
  const content: z.input<typeof contentSchema> = {
    nodes: Object.fromEntries(configuration.members.map(({ id, secret }) => [id, secret.reveal()])),
    accounts: Object.fromEntries(
      configuration.accounts.map(({ provider, keyId, keySecret }) => [provider, [keyId, keySecret.reveal()]]),
    ),
    clusterKey: configuration.clusterKey?.reveal() ?? null,
    previousClusterKey: configuration.previousClusterKey?.reveal() ?? null,
  };
  const sealed = seal(leader.secret.reveal(), PURPOSE, nonce, JSON.stringify(content), bound(configuration));
  return Buffer.from(sealed).toString('base64url');
}

/** The configuration with its secrets put back; as it was when the seal is not for this reader. */
export function unsealSecrets(
  configuration: Configuration,
  sealed: string | null,
  reader: Identity | null,
): Configuration {
  if (sealed === null || reader === null || reader.id !== configuration.leaderId) return configuration;
  const bytes = Buffer.from(sealed, 'base64url');
  const plain = unseal(reader.secret.reveal(), PURPOSE, bytes, bound(configuration));
  if (plain === null) return configuration;
  const content = contentSchema.parse(JSON.parse(plain));
  return {
    ...configuration,
    members: configuration.members.map((member) => ({
      ...member,
      secret: secretOf(content.nodes[member.id]) ?? member.secret,
    })),
    accounts: configuration.accounts.map((account) => {
      const [keyId, keySecret] = content.accounts[account.provider] ?? [account.keyId, undefined];
      return { ...account, keyId, keySecret: secretOf(keySecret) ?? account.keySecret };
    }),
    clusterKey: secretOf(content.clusterKey),
    previousClusterKey: secretOf(content.previousClusterKey),
  };
}

function secretOf(value: string | null | undefined): Secret | null {
  return value === undefined || value === null ? null : Secret.of(value);
}

/** An old seal does not open on another edition. */
function bound({ leaderId, stamp }: Configuration): string {
  return JSON.stringify([leaderId, stamp.epoch, stamp.version, stamp.hash]);
}
