/**
 * What is counted, and by whom? The contract by which the executor, the providers, the routes and the
 * scheduler report events. It knows nothing of Prometheus; `registry.ts` implements it.
 *
 * Invariants: a method never throws, never waits and keeps nothing but numbers. What is given as a peer is
 * the node's friendly name, never its code, because the metrics are public. Durations are in seconds.
 */
export interface Meter {
  /** This node wrote a cell that changed its holder, or followed its own address. */
  move(reason: string): void;
  /** A take-over from this peer was undone by the peer itself. */
  overturned(peerName: string): void;
  /** One call to the DNS provider has ended. `action` in our words, e.g. `read-zone`. */
  providerCall(action: string, result: ProviderCallResult): void;
  /** A zone reading was thrown away. `why` in kebab-case, e.g. `implausible`, `resumed`, `too-slow`. */
  readDiscarded(why: string): void;
  /** The process noticed that it had been stopped. */
  resumed(): void;
  /** A request was refused. `why` in kebab-case, e.g. `wrong-secret`. */
  authFailure(why: string): void;
  /** A pushed configuration was refused. `why` is the refusal's reason. */
  pushRejected(why: string): void;
  /** Silence of the dead holder at the moment its cell was written. */
  failoverSeconds(seconds: number): void;
  /** From the decision to publish a witness to its acknowledgement (assumption A3). */
  witnessPublishSeconds(seconds: number): void;
  /** How old the picture was in which an own write was missing (assumption A4). */
  readStalenessSeconds(seconds: number): void;
  /** How much later than planned a tick came (assumption A6). */
  tickLatenessSeconds(seconds: number): void;
  /** One run of a scheduled job has ended; `skipped`: it still ran, and `seconds` is 0. */
  jobRun(job: string, outcome: JobOutcome, seconds: number): void;
}

/** `ok`, or the outcome class of the provider's error; `throttled` is a rejection of its own kind. */
export type ProviderCallResult = 'ok' | 'same' | 'rejected' | 'throttled' | 'unknown';

export type JobOutcome = 'ok' | 'failed' | 'skipped';

/** Counts nothing; for tests and for commands that run no daemon. */
export const silentMeter: Meter = {
  move: () => undefined,
  overturned: () => undefined,
  providerCall: () => undefined,
  readDiscarded: () => undefined,
  resumed: () => undefined,
  authFailure: () => undefined,
  pushRejected: () => undefined,
  failoverSeconds: () => undefined,
  witnessPublishSeconds: () => undefined,
  readStalenessSeconds: () => undefined,
  tickLatenessSeconds: () => undefined,
  jobRun: () => undefined,
};
