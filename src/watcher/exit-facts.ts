// What has a watcher to know, and how is it told? Lines of JSON through a pipe: secrets stand in no argument list and
// in no environment.

/** Whom to tell what, once the process is gone. */
export interface ExitFacts {
  readonly node: string;
  readonly boot: string;
  readonly peers: readonly ExitPeer[];
}

export interface ExitPeer {
  readonly id: string;
  readonly url: string;
  /** The peer's own, in clear. */
  readonly secret: string;
}

/** `leave`: this process is about to end as it should. */
export type WatchLine = { readonly kind: 'facts'; readonly facts: ExitFacts } | { readonly kind: 'leave' };

/** With its line end. Send it, never log it. */
export function encodeWatchLine(line: WatchLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Lines come from this program's own other half; one that was cut off by its end is none. */
export function parseWatchLine(line: string): WatchLine | null {
  try {
    return JSON.parse(line) as WatchLine;
  } catch {
    return null;
  }
}
