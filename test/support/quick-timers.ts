// The shortest timers that keep the protocol's inequalities, for clusters on one machine.

/** In seconds, by the names of the settings. */
export const QUICK_TIMERS = {
  tTick: 0.5,
  tHb: 1,
  tReq: 1.5,
  tUnacked: 4.5,
  tWpub: 2,
  dRw: 1,
  // C1: 4.5 + 0.5 + 2 + 1 + 1.1 + 5 = 14.1
  tDead: 15,
  // C2: 24 − 7 = 15 + 2
  lease: 24,
  refresh: 7,
  tQuiet: 5,
  recSlow: 10,
  recMed: 3,
  recFast: 2,
  tFresh: 4,
  tProv: 2,
  tSettle: 3,
  // C4: 2 + 1 + 8 = 11
  tUnknown: 12,
  tUnfit: 8,
  tHold: 8,
  tYield: 40,
  tPass: 10,
  tStall: 6,
  tAddress: 2,
} as const;

/** What a loaded machine may add to a bound of the protocol, in ms. */
export const SLACK_MS = 8_000;
/** A node proves that it can witness once it has run for so long (10 s) and a tick; before that nobody finds it dead. */
export const PROOF_MS = 12_000;

const seconds = (value: number): number => value * 1000;
const { tDead, recFast, recSlow, tHold, tHb, lease, tProv, tAddress } = QUICK_TIMERS;
/** One zone read, and one record written at the ten a second that a node allows itself. */
const READ_MS = 1_000;
const WRITE_MS = 300;

/** The protocol's bounds (section 17) with these timers and `writes` records to write, in ms. */
export const BOUNDS = {
  /** A holder dies that was heard until then. */
  takeOverMs: (writes: number): number =>
    seconds(tDead + 1.1 * recFast) + READ_MS + writes * WRITE_MS + SLACK_MS,
  /** A holder dies that only its witness vouched for. */
  takeOverAfterLeaseMs: (writes: number): number =>
    seconds(lease + 1.1 * recFast) + READ_MS + writes * WRITE_MS + SLACK_MS,
  /** A node is back and has been heard. */
  handBackMs: (writes: number): number =>
    seconds(tHold + 1.1 * tHb) + 2 * (READ_MS + 2_000) + writes * WRITE_MS + SLACK_MS,
  /** An own address has changed at its source. */
  addressMs: (writes: number): number => seconds(tAddress) + 3_000 + READ_MS + writes * WRITE_MS + SLACK_MS,
  providerCallMs: seconds(tProv),
  regularRoundMs: seconds(recSlow),
  deadMs: seconds(tDead),
} as const;
