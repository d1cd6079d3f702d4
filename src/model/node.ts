import type { Family } from './family.ts';
import type { Line } from './line.ts';
import type { Secret } from './secret.ts';
import type { ServiceKey } from './service.ts';

export type Role = 'leader' | 'follower';

/** What a node is, fixed once its store is initialised. */
export interface Identity {
  /** `nodeCode`: unique, recognised by other nodes, never shown on a page. */
  readonly id: string;
  /** Friendly name, unique, shown to everyone. */
  readonly name: string;
  /** Base URL by which other nodes reach this one, no trailing slash. */
  readonly url: string;
  readonly role: Role;
  readonly secret: Secret;
}

/** A node as the cluster's configuration knows it. */
export interface Member extends Identity {
  /** Lines this node owns; empty for a node that serves no line but can be a backup. */
  readonly lines: readonly Line[];
  readonly families: readonly Family[];
  /** Owners of the same line are sorted by this, ascending; 100 unless set. */
  readonly priority: number;
  /** Whether it may take over lines it does not own. */
  readonly standby: boolean;
  /** In maintenance: no candidate for any cell, and its silence alarms nobody. */
  readonly maintenance: boolean;
  /** The services it carries; `all` includes those added later. */
  readonly carries: 'all' | readonly ServiceKey[];
}
