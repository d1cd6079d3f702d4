/**
 * Is a peer well, for how long, and what has it declared about itself? Brings the `…Since` marks of a peer up
 * to date. Called on every tick and after every message, so that a mark is never older than its cause.
 */
import { FAMILIES, type Family } from '../model/family.ts';
import type { Statement } from '../model/heartbeat.ts';
import type { ServiceKey } from '../model/service.ts';
import type { Timers } from '../model/timers.ts';
import { LEGACY_ASK_MS } from '../model/timers.ts';
import type { Peer } from './liveness.ts';

/** Of each peer and family. Addresses are checked twice a minute at most: what is dropped was given up long ago. */
const ADDRESSES_KEPT = 16;

/** Heard so recently that its last statement counts as what it says now; a process that has ended says nothing. */
export function isHeardLately(peer: Peer, now: number, timers: Timers): boolean {
  if (peer.end !== null || peer.relayed.isAgeless) return false;
  const patience = timers.unackedMs + (peer.isLegacy ? LEGACY_ASK_MS + timers.requestMs : timers.heartbeatMs);
  return now - peer.heardAt < patience;
}

/** It hears me and I hear it, so what I know of third nodes reaches it within a heartbeat. */
export function isInTouch(peer: Peer, now: number, timers: Timers): boolean {
  // It is asked too seldom to be measured like the others; whatever it answers, it has acked.
  if (peer.isLegacy) return isHeardLately(peer, now, timers);
  return peer.end === null && now - peer.heardAt < timers.unackedMs && now - peer.ackedAt < timers.unackedMs;
}

export function isWell(peer: Peer, now: number, timers: Timers): boolean {
  return peer.wellSince !== null && isHeardLately(peer, now, timers) && saysProviderUp(peer);
}

/** How long a peer has been well and fit for a cell of this family and service, in ms; 0 if it is not. */
export function wellForMs(
  peer: Peer,
  family: Family,
  service: ServiceKey,
  now: number,
  timers: Timers,
): number {
  if (!isWell(peer, now, timers) || peer.wellSince === null) return 0;
  if (peer.isLegacy) return now - peer.wellSince;
  const fitSince = peer.declared.fitSince[family];
  if (fitSince === null || peer.declared.serviceUnfitSince.has(service)) return 0;
  const serviceFitSince = peer.declared.serviceUnfitUntil.get(service) ?? -Infinity;
  return now - Math.max(peer.wellSince, fitSince, serviceFitSince);
}

/** Whether the peer's own statement says at this moment that it can serve the cell. */
export function saysFit(statement: Statement, family: Family, service: ServiceKey): boolean {
  return (
    !statement.draining &&
    addressOf(statement, family) !== null &&
    isFamilyFit(statement, family) &&
    !statement.unfitServices.includes(service)
  );
}

/**
 * Brings the marks up to date. `isMyProviderUp`: what a peer declares counts against it only while my own
 * access to the provider is good.
 */
export function trackPeer(peer: Peer, now: number, timers: Timers, isMyProviderUp: boolean): void {
  if (now - peer.heardAt >= timers.deadMs || !saysProviderUp(peer)) {
    if (!peer.isLegacy || now - peer.heardAt >= 2 * LEGACY_ASK_MS + timers.deadMs) peer.wellSince = null;
  } else if (isHeardLately(peer, now, timers)) {
    peer.wellSince ??= now;
  }
  if (peer.statement !== null) trackStatement(peer, peer.statement, now, isMyProviderUp);
}

/** This machine slept, and its clock did not count that: whatever is known seems younger than it is. */
export function forgetAges(peer: Peer): void {
  const { relayed } = peer;
  peer.provenAt = -Infinity;
  relayed.reachedAt = -Infinity;
  relayed.isUnsure = true;
  relayed.isAgeless = true;
}

/** Everything that rests on unbroken observation begins anew: I was stopped. */
export function forgetObservation(peer: Peer): void {
  peer.wellSince = null;
  peer.end = null;
  const { declared } = peer;
  declared.tracked = null;
  declared.providerDownSince = null;
  declared.drainingSince = null;
  declared.serviceUnfitSince.clear();
  for (const family of FAMILIES) {
    declared.noAddressSince[family] = null;
    declared.unfitSince[family] = null;
    declared.fitSince[family] = null;
  }
}

/** Notes until when a peer had the address before. None, or not known yet, is no other address. */
export function noteAddresses(peer: Peer, statement: Statement, now: number): void {
  for (const family of FAMILIES) {
    const address = addressOf(statement, family);
    const untilOf = peer.declared.addressUntil[family];
    if (address === null || untilOf.get(address) === Infinity) continue;
    for (const [former, until] of untilOf) if (until === Infinity) untilOf.set(former, now);
    untilOf.delete(address);
    untilOf.set(address, Infinity);
    const [oldest] = untilOf.keys();
    if (untilOf.size > ADDRESSES_KEPT && oldest !== undefined) untilOf.delete(oldest);
  }
}

export function addressOf(statement: Statement, family: Family): string | null {
  return family === 'v4' ? statement.v4 : statement.v6;
}

function isFamilyFit(statement: Statement, family: Family): boolean {
  return family === 'v4' ? statement.fitV4 : statement.fitV6;
}

function saysProviderUp(peer: Peer): boolean {
  return peer.isLegacy || peer.statement?.providerUp === true;
}

function trackStatement(peer: Peer, statement: Statement, now: number, isCounted: boolean): void {
  const { declared } = peer;
  // Most peers say what they said a tick ago, and nothing follows from it but what followed then.
  const isUnchanged = declared.tracked === statement && declared.wasCounted === isCounted;
  if (isUnchanged && statement.unfitServices.length === 0 && declared.serviceUnfitSince.size === 0) return;
  declared.tracked = statement;
  declared.wasCounted = isCounted;
  const since = (mark: number | null, holds: boolean): number | null =>
    holds && isCounted ? (mark ?? now) : null;
  declared.providerDownSince = since(declared.providerDownSince, !statement.providerUp);
  declared.drainingSince = since(declared.drainingSince, statement.draining);
  for (const family of FAMILIES) {
    const hasNone = addressOf(statement, family) === null;
    const isFit = isFamilyFit(statement, family);
    declared.noAddressSince[family] = since(declared.noAddressSince[family], hasNone);
    declared.unfitSince[family] = since(declared.unfitSince[family], !isFit);
    const canServe = isFit && !hasNone && !statement.draining;
    declared.fitSince[family] = canServe ? (declared.fitSince[family] ?? now) : null;
  }
  for (const service of statement.unfitServices) {
    if (isCounted && !declared.serviceUnfitSince.has(service)) declared.serviceUnfitSince.set(service, now);
    declared.serviceUnfitUntil.set(service, now);
  }
  for (const service of declared.serviceUnfitSince.keys()) {
    if (!isCounted || !statement.unfitServices.includes(service)) declared.serviceUnfitSince.delete(service);
  }
}
