/**
 * Who was heard when, and who has heard me? Folds heartbeats into knowledge about each peer.
 *
 * All instants are milliseconds on this node's monotonic clock; `-Infinity` means never. Invariant: a message
 * that travelled long, came twice or late never makes its sender look younger than it is, and a boot that was
 * once superseded is never believed again, unless it answers what was asked since.
 */
import type { ConfigurationStamp } from '../model/configuration.ts';
import type { Family } from '../model/family.ts';
import type { Capability, ExitNote, Heartbeat, Statement } from '../model/heartbeat.ts';
import type { Relayed } from './gossip-memory.ts';
import { GossipMemory, nothingRelayed } from './gossip-memory.ts';
import { noteAddresses } from './health.ts';
import type { ProcessEnd } from './process-end.ts';
import { dropRefutedEnd, noteEnd } from './process-end.ts';

/** Issue times of so many of my own messages are kept, to date acknowledgements. */
const ISSUES_KEPT = 400;
/** A node that has spoken protocol 2 counts as the Go program after so many answers in a row without it. */
const LEGACY_AFTER = 3;
/** Superseded boots kept per peer; a node that restarts more often than that is in other trouble. */
const BOOTS_KEPT = 64;

export interface Peer {
  readonly id: string;
  /** Since when it has been a member as far as this process knows. */
  readonly knownSince: number;
  boot: string | null;
  seq: number;
  readonly oldBoots: string[];
  heardAt: number;
  ackedAt: number;
  /**
   * When the newest message of this boot was issued that the peer is known to have received. Unlike `ackedAt` it
   * owes nothing to the moment at which this process began to wait.
   */
  provenAt: number;
  /** When its present boot was first heard of. */
  bootAt: number;
  /** Its process is known to have ended; null: it is not. */
  end: ProcessEnd | null;
  statement: Statement | null;
  readonly relayed: Relayed;
  /** Of its newest direct message; null before one came. */
  stamp: ConfigurationStamp | null;
  /** Whether I am a member by that configuration, as it says itself. */
  countsMe: boolean;
  capabilities: readonly Capability[] | null;
  /** It answered without `hb`: the Go program. */
  isLegacy: boolean;
  /** Answers without `hb` since its last heartbeat. */
  answersWithout: number;
  /** Well without a break since; null: it is not. */
  wellSince: number | null;
  /** Since when its own statement has said so, seen while my provider access was good; null: it does not. */
  readonly declared: Declared;
}

export interface Declared {
  /** The statement that the marks were last brought in line with, and whether it counted then. */
  tracked: Statement | null;
  wasCounted: boolean;
  providerDownSince: number | null;
  drainingSince: number | null;
  readonly noAddressSince: Record<Family, number | null>;
  readonly unfitSince: Record<Family, number | null>;
  readonly serviceUnfitSince: Map<string, number>;
  /** Until when each of its latest addresses was its own, by what it said to this process; Infinity: it is. */
  readonly addressUntil: Record<Family, Map<string, number>>;
  /** Since when it has declared itself fit: family with an address, not draining. */
  readonly fitSince: Record<Family, number | null>;
  /** When a service was last declared unfit. */
  readonly serviceUnfitUntil: Map<string, number>;
}

/** Something heard that changes the address book: whose statement, in the order of receipt. */
export interface HeardStatement {
  readonly nodeId: string;
  readonly statement: Statement;
}

export class Liveness {
  readonly selfId: string;
  readonly boot: string;
  readonly peers = new Map<string, Peer>();
  readonly gossip = new GossipMemory();
  #seq = 0;
  /** By seq, the newest ones alone: each takes the place of the one that is `ISSUES_KEPT` older. */
  readonly #issuedAt: number[] = [];

  constructor(selfId: string, boot: string) {
    this.selfId = selfId;
    this.boot = boot;
  }

  /** Brings the list of peers in line with the configuration; those that stay keep what is known. */
  setPeers(ids: readonly string[], now: number, ackedAt: number): void {
    const wanted = new Set(ids.filter((id) => id !== this.selfId));
    for (const id of this.peers.keys()) if (!wanted.has(id)) this.peers.delete(id);
    for (const id of wanted) if (!this.peers.has(id)) this.peers.set(id, newPeer(id, now, ackedAt));
    this.gossip.arrange(ids, this.selfId, this.peers);
  }

  /** Numbers a message that leaves now. */
  issue(now: number): number {
    this.#seq += 1;
    this.#issuedAt[this.#seq % ISSUES_KEPT] = now;
    return this.#seq;
  }

  /** Newest (boot, seq) per peer, for `seen`. */
  seen(): Record<string, readonly [string, number]> {
    const result: Record<string, readonly [string, number]> = {};
    for (const peer of this.peers.values()) if (peer.boot !== null) result[peer.id] = [peer.boot, peer.seq];
    return result;
  }

  /**
   * Takes in a message that came from `heartbeat.from` itself, the answer to what left at `askedAt` or (null) a
   * request, and answers the statements that were new.
   */
  receive(heartbeat: Heartbeat, now: number, askedAt: number | null = null): readonly HeardStatement[] {
    const sender = this.peers.get(heartbeat.from);
    if (sender === undefined) return [];
    if (askedAt !== null) reinstate(sender, heartbeat.boot, askedAt);
    const heard: HeardStatement[] = [];
    sender.isLegacy = false;
    sender.answersWithout = 0;
    const { boot: bootBefore, statement: saidBefore, relayed } = sender;
    if (accept(sender, heartbeat.boot, heartbeat.seq, true, now, now)) {
      noteAddresses(sender, heartbeat.statement, now);
      sender.statement = heartbeat.statement;
      sender.stamp = heartbeat.stamp;
      sender.countsMe = heartbeat.isToStranger !== true;
      sender.capabilities = heartbeat.capabilities;
      const edition = heartbeat.edition ?? heartbeat.seq;
      // Whoever has never heard of it asks for it, see `lacks`.
      const isChange = sender.boot !== bootBefore || edition > relayed.edition;
      if (saidBefore !== null && isChange) this.gossip.spread(sender.id);
      relayed.edition = edition;
      relayed.metAt = now;
      heard.push({ nodeId: sender.id, statement: heartbeat.statement });
    }
    this.#acknowledge(sender, heartbeat);
    for (const news of heartbeat.news) {
      const peer = this.peers.get(news.nodeId);
      if (peer === undefined) continue;
      const issuedAt = now - Math.max(0, news.ageMs);
      if (accept(peer, news.boot, news.seq, false, issuedAt, now)) {
        noteAddresses(peer, news.statement, now);
        if (peer.statement !== null) this.gossip.spread(peer.id);
        peer.statement = news.statement;
        peer.capabilities = news.capabilities ?? peer.capabilities;
        peer.relayed.edition = news.seq;
        heard.push({ nodeId: peer.id, statement: news.statement });
      } else if (heartbeat.vectors !== undefined) {
        this.gossip.hearAgain(peer.id);
        confirmStatement(peer, news.boot, news.seq, issuedAt);
      }
      if (news.exitAgeMs !== undefined && noteEnd(peer, { boot: news.boot, ageMs: news.exitAgeMs }, now)) {
        this.gossip.spread(peer.id);
      }
    }
    return heard;
  }

  /**
   * A peer that does not count me has answered what left at `issuedAt`. It keeps no account of what it hears of me, so
   * it passes no proof on either: `provenAt` stays.
   */
  noteAnswered(id: string, issuedAt: number): void {
    const peer = this.peers.get(id);
    if (peer !== undefined) peer.ackedAt = Math.max(peer.ackedAt, issuedAt);
  }

  /** Takes in the word of a peer's watcher. Answers whether it is news. */
  receiveExitNote(note: ExitNote, now: number): boolean {
    const peer = this.peers.get(note.from);
    const isNews = peer !== undefined && note.to === this.selfId && noteEnd(peer, note, now);
    if (isNews) this.gossip.spread(note.from);
    return isNews;
  }

  /**
   * A peer that runs the Go program gave a correct answer to what left at `issuedAt`, or sent a correct request of
   * its own (-Infinity: that acknowledges nothing).
   */
  hearLegacy(id: string, now: number, issuedAt: number): void {
    const peer = this.peers.get(id);
    if (peer === undefined) return;
    peer.answersWithout += 1;
    if (peer.boot !== null && !peer.isLegacy && peer.answersWithout < LEGACY_AFTER) return;
    peer.isLegacy = true;
    peer.end = null;
    peer.statement = null;
    peer.capabilities = [];
    noteHeard(peer, now);
    peer.ackedAt = Math.max(peer.ackedAt, issuedAt);
    peer.wellSince ??= now;
  }

  #acknowledge(sender: Peer, heartbeat: Heartbeat): void {
    const mine = heartbeat.seen[this.selfId];
    if (mine?.[0] !== this.boot) return;
    const seq = mine[1];
    const isKept = seq <= this.#seq && seq > this.#seq - ISSUES_KEPT;
    const issuedAt = isKept ? this.#issuedAt[seq % ISSUES_KEPT] : undefined;
    if (issuedAt === undefined) return;
    sender.ackedAt = Math.max(sender.ackedAt, issuedAt);
    sender.provenAt = Math.max(sender.provenAt, issuedAt);
  }
}

function newPeer(id: string, now: number, ackedAt: number): Peer {
  return {
    id,
    knownSince: now,
    boot: null,
    seq: -1,
    oldBoots: [],
    heardAt: -Infinity,
    ackedAt,
    provenAt: -Infinity,
    bootAt: -Infinity,
    end: null,
    statement: null,
    relayed: nothingRelayed(),
    stamp: null,
    countsMe: true,
    capabilities: null,
    isLegacy: false,
    answersWithout: 0,
    wellSince: null,
    declared: {
      tracked: null,
      wasCounted: false,
      providerDownSince: null,
      drainingSince: null,
      noAddressSince: { v4: null, v6: null },
      unfitSince: { v4: null, v6: null },
      serviceUnfitSince: new Map(),
      addressUntil: { v4: new Map(), v6: new Map() },
      fitSince: { v4: null, v6: null },
      serviceUnfitUntil: new Map(),
    },
  };
}

/**
 * A boot that answers what was asked after the last word of the one that seemed to follow it is the present one after
 * all: that word was a late request of an earlier process, or comes from a copy of the machine.
 */
function reinstate(peer: Peer, boot: string, askedAt: number): void {
  const place = peer.oldBoots.indexOf(boot);
  if (place >= 0 && Math.max(peer.heardAt, peer.bootAt) < askedAt) peer.oldBoots.splice(place, 1);
}

/** Whether (boot, seq) is newer than what is known of `peer`; if so it is noted, with the time of issue. */
function accept(
  peer: Peer,
  boot: string,
  seq: number,
  isDirect: boolean,
  issuedAt: number,
  now: number,
): boolean {
  if (peer.oldBoots.includes(boot)) return false;
  const isSameBoot = peer.boot === boot;
  if (isSameBoot ? seq <= peer.seq : peer.boot !== null && !isDirect && issuedAt <= peer.relayed.statedAt)
    return false;
  if (!isSameBoot) {
    if (peer.boot !== null) {
      peer.oldBoots.push(peer.boot);
      if (peer.oldBoots.length > BOOTS_KEPT) peer.oldBoots.shift();
      peer.wellSince = null;
      peer.capabilities = null;
      peer.end = null;
    }
    peer.boot = boot;
    peer.bootAt = now;
  }
  peer.seq = seq;
  noteHeard(peer, Math.min(issuedAt, now));
  peer.relayed.isUnsure = false;
  return true;
}

function noteHeard(peer: Peer, at: number): void {
  peer.heardAt = Math.max(peer.heardAt, at);
  peer.relayed.statedAt = Math.max(peer.relayed.statedAt, at);
  peer.relayed.isAgeless = false;
  dropRefutedEnd(peer);
}

/** The statement I have was still what it says at `at`. */
function confirmStatement(peer: Peer, boot: string, edition: number, at: number): void {
  if (peer.boot !== boot || peer.relayed.edition !== edition) return;
  noteHeard(peer, at);
  peer.relayed.isUnsure = false;
}
