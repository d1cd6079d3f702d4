import { equalInConstantTime } from '../../platform/digest.ts';
import type { SandboxAccount } from '../account.ts';
import { findAction } from '../actions/catalog.ts';
import type { Action } from '../actions/action.ts';
import type { NonceBook } from '../nonce-book.ts';
import { missing, refusal } from '../refusal.ts';
import { readClaim, type Claim } from './claim.ts';
import type { Received } from './received.ts';
import { signV2, stringToSignV2 } from './signature-v2.ts';
import { canonicalRequestV3, signV3, stringToSignV3 } from './signature-v3.ts';

/**
 * May this request be looked at? The gateway's checks in their order: method and path; action and version;
 * common parameters there; key known and active; timestamp; constants; signature; nonce. A nonce is spent
 * only after the signature was found good, so that nobody can use up another's.
 */
export interface Gate {
  readonly accounts: readonly SandboxAccount[];
  readonly nonces: NonceBook;
  /** How far a timestamp may be off, either way, in ms. */
  readonly clockWindowMs: number;
}

export interface Admitted {
  readonly account: SandboxAccount;
  readonly action: Action;
  readonly actionName: string;
}

const VERSION = '2015-01-09';
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const MUST_BE_SIGNED = ['host', 'x-acs-action', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version'];

/** `now`: the sandbox's clock, ms since 1970. Throws a Refusal. */
export function admit(gate: Gate, received: Received, now: number): Admitted {
  if (received.method !== 'GET' && received.method !== 'POST') throw refusal('UnsupportedHTTPMethod');
  if (received.path !== '/') throw refusal('InvalidApi.NotFound');
  const claim = readClaim(received);
  if (claim.action === null) throw missing('Action');
  const action = findAction(claim.action);
  if (action === null) throw refusal('InvalidApi.NotFound');
  const account = checkClaim(gate, claim, now);
  checkSignature(received, claim, account);
  const nonce = required(claim.nonce, 'SignatureNonce');
  if (!gate.nonces.spend(account.keyId, nonce, now)) throw refusal('SignatureNonceUsed');
  return { account, action, actionName: claim.action };
}

/** Everything about the common parameters that comes before the signature. */
function checkClaim(gate: Gate, claim: Claim, now: number): SandboxAccount {
  if (required(claim.version, 'Version') !== VERSION) throw refusal('InvalidVersion');
  const keyId = required(claim.keyId, 'AccessKeyId');
  if (claim.scheme === 'v2') {
    required(claim.method, 'SignatureMethod');
    required(claim.signatureVersion, 'SignatureVersion');
  }
  required(claim.nonce, 'SignatureNonce');
  const timestamp = required(claim.timestamp, 'Timestamp');
  required(claim.signature, 'Signature');
  const account = gate.accounts.find((candidate) => candidate.keyId === keyId);
  if (account === undefined) throw refusal('InvalidAccessKeyId.NotFound');
  if (!account.isActive) throw refusal('InvalidAccessKeyId.Inactive');
  checkToken(account, claim);
  checkTimestamp(timestamp, gate.clockWindowMs, now);
  if (claim.scheme === 'v2') {
    if (claim.method !== 'HMAC-SHA1') throw refusal('InvalidSignatureMethod');
    if (claim.signatureVersion !== '1.0') throw refusal('InvalidSignatureVersion');
  }
  return account;
}

function checkToken(account: SandboxAccount, claim: Claim): void {
  if (account.securityToken === null) return;
  if (claim.securityToken === null) throw refusal('MissingSecurityToken');
  if (!equalInConstantTime(claim.securityToken, account.securityToken.reveal())) {
    throw refusal('InvalidSecurityToken.MismatchWithAccessKey');
  }
}

function checkTimestamp(timestamp: string, windowMs: number, now: number): void {
  const at = TIMESTAMP.test(timestamp) ? Date.parse(timestamp) : NaN;
  if (Number.isNaN(at)) throw refusal('InvalidTimeStamp.Format');
  if (Math.abs(now - at) > windowMs) throw refusal('InvalidTimeStamp.Expired');
}

/** A mismatch tells the caller the string to sign as the server built it, as the service does. */
function checkSignature(received: Received, claim: Claim, account: SandboxAccount): void {
  const secret = account.keySecret.reveal();
  const isV2 = claim.scheme === 'v2';
  if (!isV2 && MUST_BE_SIGNED.some((name) => !claim.signedHeaders.includes(name))) {
    throw refusal('IncompleteSignature');
  }
  const canonical = isV2 ? '' : canonicalRequestV3(received, claim.signedHeaders);
  const toSign = isV2 ? stringToSignV2(received.method, received.values) : stringToSignV3(canonical);
  const expected = isV2 ? signV2(toSign, secret) : signV3(toSign, secret);
  if (!equalInConstantTime(claim.signature ?? '', expected)) {
    throw refusal(
      'SignatureDoesNotMatch',
      `Specified signature is not matched with our calculation. server string to sign is:${toSign}`,
    );
  }
}

function required(value: string | null, name: string): string {
  if (value === null || value === '') throw missing(name);
  return value;
}
