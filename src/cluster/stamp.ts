/**
 * Which edition of the configuration is this? The canonical text of a document, its hash, and the next stamp.
 * Two nodes that hold the same configuration get the same hash, whatever way it came to them: properties are
 * written in a fixed order, lists whose order means nothing (lines, families, carried services) are sorted,
 * lists whose order means something (members, services, accounts, backups) are kept. Liveness is no part of it.
 */
import type { Configuration, ConfigurationDocument } from '../model/configuration.ts';
import { FAMILIES } from '../model/family.ts';
import { LINES } from '../model/line.ts';
import type { Member } from '../model/node.ts';
import { sha256Hex } from '../platform/digest.ts';

const HASH_DIGITS = 16;
const FIRST_EPOCH = 1;

/** First 16 hex digits of the SHA-256 of the canonical text. */
export function hashOf(document: ConfigurationDocument): string {
  return sha256Hex(canonicalText(document)).slice(0, HASH_DIGITS);
}

/** Whether both say the same, whatever their stamps. */
export function isSameDocument(a: ConfigurationDocument, b: ConfigurationDocument): boolean {
  return canonicalText(a) === canonicalText(b);
}

/** The next edition: version raised by one in the same epoch. The first of all is (1, 1). */
export function reviseConfiguration(previous: Configuration, next: ConfigurationDocument): Configuration {
  const { epoch, version } = previous.stamp;
  return epoch < FIRST_EPOCH ? stamped(next, FIRST_EPOCH, 1) : stamped(next, epoch, version + 1);
}

/**
 * The same document in an epoch above its own and all of `above`, at version 1: it wins against every edition
 * that was seen.
 */
export function raiseEpoch(
  configuration: Configuration,
  above: readonly { readonly epoch: number }[],
): Configuration {
  const highest = Math.max(configuration.stamp.epoch, ...above.map(({ epoch }) => epoch));
  return stamped(configuration, highest + 1, 1);
}

/** A document that came without a version: (0, 0), so that any versioned one replaces it. */
export function unversioned(document: ConfigurationDocument): Configuration {
  return stamped(document, 0, 0);
}

function stamped(document: ConfigurationDocument, epoch: number, version: number): Configuration {
  return { ...document, stamp: { epoch, version, hash: hashOf(document) } };
}

/**
 * Holds secrets in clear, so it never leaves this file: hashed or compared, and forgotten. Every property is
 * named, so that nothing a caller happens to carry along changes the hash.
 */
function canonicalText(document: ConfigurationDocument): string {
  return JSON.stringify([
    ['leaderId', document.leaderId],
    ['members', document.members.map(canonicalMember)],
    ['services', document.services.map(({ name, zone, label, provider }) => [name, zone, label, provider])],
    [
      'accounts',
      document.accounts.map(({ provider, keyId, keySecret }) => [provider, keyId, keySecret.reveal()]),
    ],
    ['lineBackups', canonicalBackups(document.lineBackups)],
    ['witnessZone', document.witnessZone],
    ['clusterKey', document.clusterKey?.reveal() ?? null],
    ['previousClusterKey', document.previousClusterKey?.reveal() ?? null],
    ['timeoutMinutes', document.timeoutMinutes],
    ['legacyPeers', document.legacyPeers],
  ]);
}

function canonicalMember(member: Member): readonly unknown[] {
  return [
    member.id,
    member.name,
    member.url,
    member.role,
    member.secret.reveal(),
    LINES.filter((line) => member.lines.includes(line)),
    FAMILIES.filter((family) => member.families.includes(family)),
    member.priority,
    member.standby,
    member.maintenance,
    member.carries === 'all' ? 'all' : [...new Set(member.carries)].sort(),
  ];
}

/** A line without backups says the same as a line that is absent. */
function canonicalBackups(backups: ConfigurationDocument['lineBackups']): readonly unknown[] {
  return LINES.flatMap((line) => {
    const ids = backups[line] ?? [];
    return ids.length === 0 ? [] : [[line, ids]];
  });
}
