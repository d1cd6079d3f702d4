/**
 * The protocol's timers, all in milliseconds unless the name says otherwise. Which values go together is
 * decided in `config/timers.ts`; everything else only reads them.
 */
export interface Timers {
  /** Step of the state machine. */
  readonly tickMs: number;
  /** Heartbeat interval, ±10 %. */
  readonly heartbeatMs: number;
  /** Time-out of one heartbeat request. */
  readonly requestMs: number;
  /** No proof for so long that a peer hears me: publish a witness. */
  readonly unackedMs: number;
  /** Assumed bound of getting a witness record written. */
  readonly witnessPublishMs: number;
  /** Assumed delay until a provider read shows every acknowledged write. */
  readonly readDelayMs: number;
  /** How much older a relayed message may be than a direct one. */
  readonly relayMs: number;
  /** Silence before a verdict. */
  readonly deadMs: number;
  /** The same for a node whose process is known to have ended. */
  readonly exitMs: number;
  readonly leaseMs: number;
  readonly refreshMs: number;
  /** A verdict that has stood for so long is old: nobody waits for that node's word any more. */
  readonly oldMs: number;
  /** Lease and renewal of a witness that only nodes dead for long could need. */
  readonly longLeaseMs: number;
  readonly longRefreshMs: number;
  /** Calm time before a witness record is laid down. */
  readonly quietMs: number;
  /** Every node reads the zones itself at least this often, whatever others have read. */
  readonly readMostMs: number;
  readonly readSlowMs: number;
  readonly readMediumMs: number;
  readonly readFastMs: number;
  /** A write is sent at most this long after its deciding read was sent. */
  readonly freshMs: number;
  /** Provider call time-out. */
  readonly providerMs: number;
  /** After my own write, older pictures of the cell are ignored for so long. */
  readonly settleMs: number;
  /** An unclaimed value must stand this long. */
  readonly unknownMs: number;
  /** Declared unfitness must last this long. */
  readonly unfitMs: number;
  /** Continuous health before lines go back; doubles per flap up to `holdCapMs`. */
  readonly holdMs: number;
  readonly holdCapMs: number;
  /** Life of a yield. */
  readonly yieldMs: number;
  /** Wait per living candidate ahead of me that does not act. */
  readonly passMs: number;
  /** No verdicts for so long after a start. */
  readonly graceMs: number;
  /** A tick this late means "I was stopped". */
  readonly stallMs: number;
  /** Extra wait when more than half of five or more nodes would be dead. */
  readonly panicMs: number;
  /** Interval of the checks of this node's own addresses. */
  readonly addressCheckMs: number;
  /** Witness publishers per component. */
  readonly speakers: number;
}

/** Interval at which peers that run the Go program are asked, and pushed to. */
export const LEGACY_ASK_MS = 30_000;
export const LEGACY_PUSH_MS = 35_000;
