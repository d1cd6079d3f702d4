/**
 * What does the configuration say after this edit, and what should the person who asked for it know? Values
 * that are as asked already change nothing, so that the same edit done twice is done once.
 */
import { AppError } from '../model/app-error.ts';
import type { ConfigurationDocument } from '../model/configuration.ts';
import type { Edit } from '../model/edit.ts';
import type { Identity } from '../model/node.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import { coverageWarnings } from './coverage-warnings.ts';
import { describeChanges } from './describe-changes.ts';
import { addMember, removeMember, setMember } from './edit-member.ts';
import {
  addAccount,
  addService,
  removeAccount,
  removeService,
  setAccount,
  setService,
} from './edit-service.ts';
import { findMember } from './find-named.ts';
import { isSameDocument } from './stamp.ts';
import { validZone } from './validate-domain.ts';
import { validLines, validTimeout } from './validate-edit.ts';

export interface EditContext {
  /** `node-add`: what the asked node said of itself. */
  readonly learned?: Identity | null;
  /** Names of the DNS providers this program knows; absent: any name is taken. */
  readonly knownProviders?: readonly string[];
}

export interface EditResult {
  /** The very same document when `isNoop`. */
  readonly document: ConfigurationDocument;
  /** What changes, one sentence each. */
  readonly summary: readonly Text[];
  /** What to know about it. */
  readonly warnings: readonly Text[];
  readonly isNoop: boolean;
}

/** Throws an AppError (`invalid`, `not-found`, `conflict`, `not-allowed`) that names the field at fault. */
export function editConfiguration(
  current: ConfigurationDocument,
  edit: Edit,
  context: EditContext = {},
): EditResult {
  const { document, warnings } = applyEdit(current, edit, context);
  if (isSameDocument(current, document)) return { document: current, summary: [], warnings, isNoop: true };
  return {
    document,
    summary: describeChanges(current, document),
    warnings: [...warnings, ...coverageWarnings(current, document)],
    isNoop: false,
  };
}

interface Applied {
  readonly document: ConfigurationDocument;
  readonly warnings: readonly Text[];
}

function applyEdit(current: ConfigurationDocument, edit: Edit, context: EditContext): Applied {
  const knownProviders = context.knownProviders ?? null;
  switch (edit.kind) {
    case 'node-add':
      return addMember(current, edit, context.learned ?? notAsked());
    case 'node-set':
      return silently(setMember(current, edit));
    case 'node-remove':
      return silently(removeMember(current, edit));
    case 'account-add':
      return silently(addAccount(current, edit, knownProviders));
    case 'account-set':
      return silently(setAccount(current, edit));
    case 'account-remove':
      return silently(removeAccount(current, edit));
    case 'service-add':
      return addService(current, edit, knownProviders);
    case 'service-set':
      return silently(setService(current, edit, knownProviders));
    case 'service-remove':
      return silently(removeService(current, edit));
    case 'cluster-set':
      return setCluster(current, edit);
  }
}

function setCluster(
  current: ConfigurationDocument,
  edit: Extract<Edit, { readonly kind: 'cluster-set' }>,
): Applied {
  const { witnessZone, timeoutMinutes, legacyPeers, backups } = edit;
  let document = current;
  const warnings: Text[] = [];
  if (witnessZone !== undefined) {
    const zone = witnessZone === null || witnessZone === '' ? null : validZone(witnessZone, 'witnessZone');
    document = { ...document, witnessZone: zone };
    if (zone !== null && !current.services.some((service) => service.zone === zone)) {
      warnings.push(foreignWitnessZone(zone));
    }
  }
  if (timeoutMinutes !== undefined) {
    document = { ...document, timeoutMinutes: validTimeout(timeoutMinutes, 'timeoutMinutes') };
  }
  if (legacyPeers !== undefined) document = { ...document, legacyPeers };
  if (backups !== undefined) document = withBackups(document, backups.line, backups.nodes);
  return { document, warnings };
}

/** The whole list of one line; an empty one leaves the order to hashing again. */
function withBackups(
  document: ConfigurationDocument,
  line: string,
  nodes: readonly string[],
): ConfigurationDocument {
  const named = nodes.map((node) => findMember(document.members, node, 'backups').id);
  const lists = validLines([line], 'backups').map((valid) => [valid, [...new Set(named)]] as const);
  const all = { ...document.lineBackups, ...Object.fromEntries(lists) };
  return {
    ...document,
    lineBackups: Object.fromEntries(Object.entries(all).filter(([, ids]) => ids.length > 0)),
  };
}

function silently(document: ConfigurationDocument): Applied {
  return { document, warnings: [] };
}

function notAsked(): never {
  throw new AppError(
    'internal',
    text('The new node has not been asked who it is.', '尚未询问新节点的身份。'),
    { field: 'url' },
  );
}

function foreignWitnessZone(zone: string): Text {
  return text(
    `No managed name lies in ${zone}: make sure that the account may write records there.`,
    `没有受管域名位于 ${zone}：请确认账号有权在其中写入记录。`,
  );
}
