/**
 * S11: secrets. Nothing secret stands in a log line or in the journal, and no message carries a secret to a node that
 * has no use for it: a request to a peer may hold that peer's own secret and no other, an answer holds none.
 *
 * Exempt: a follower that waits for a cluster, which tells its own secret to whoever knows it already; pushes, which
 * carry all secrets in clear until they are sealed; and everything to and from nodes of the Go
 * program, which knows no other way.
 */
import type { CreateCheck } from './check.ts';
import { seconds } from './evidence.ts';

interface Known {
  readonly text: string;
  readonly what: string;
  /** Whose own secret it is; null: nobody's. */
  readonly owner: string | null;
}

/** Stands in most secrets of a simulated world and seldom in a message: only around it need those be looked for. */
const MARK = ' ';

/** Whether the text has this secret with its first mark at `at`. */
function standsAt(text: string, at: number, secret: string): boolean {
  return text.startsWith(secret, at - secret.indexOf(MARK));
}

export const secrets: CreateCheck = ({ world, ledger, report }) => {
  let known: readonly Known[] = [];
  let [marked, unmarked]: readonly [readonly Known[], readonly Known[]] = [[], []];
  let noted: unknown = null;
  const noteEdition = (): void => {
    if (noted === ledger.newest) return;
    noted = ledger.newest;
    const { members, accounts, clusterKey, previousClusterKey } = ledger.newest;
    const found: Known[] = [];
    for (const { id, secret } of [
      ...members,
      ...[...world.machines.values()].map(({ identity }) => identity),
    ]) {
      found.push({ text: secret.reveal(), what: `the secret of ${id}`, owner: id });
    }
    for (const { keySecret } of accounts) {
      found.push({ text: keySecret.reveal(), what: 'the provider key’s secret', owner: null });
    }
    for (const key of [clusterKey, previousClusterKey]) {
      if (key !== null) found.push({ text: key.reveal(), what: 'the cluster key', owner: null });
    }
    const texts = new Map(
      [...known, ...found].filter(({ text }) => text !== '').map((one) => [one.text, one]),
    );
    known = [...texts.values()];
    marked = known.filter(({ text }) => text.includes(MARK));
    unmarked = known.filter(({ text }) => !text.includes(MARK));
  };
  const find = (text: string, entitled: string | null): Known | undefined => {
    const isMeant = ({ owner }: Known): boolean => entitled !== null && owner === entitled;
    for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
      const found = marked.find((one) => standsAt(text, at, one.text) && !isMeant(one));
      if (found !== undefined) return found;
    }
    return unmarked.find((one) => text.includes(one.text) && !isMeant(one));
  };

  return {
    promise: 'S11',
    onMessage: ({ at, from, to, path, kind }, text) => {
      if (text === null || path === 'push' || !world.machines.has(from) || !world.machines.has(to)) return;
      noteEdition();
      const told = find(text, kind === 'request' ? to : null);
      if (told === undefined) return;
      const isWaiting = world.machines.get(from)?.process?.node.application.view().isJoined === false;
      if (!(isWaiting && told.owner === from))
        report(`${seconds(at)} ${from} tells ${to} ${told.what}, in a ${kind} to ${path}`);
    },
    onLog: (node, event, text, fields) => {
      noteEdition();
      const told = find(`${text.en}\n${text.zh}\n${printed(fields)}`, null);
      if (told !== undefined) report(`${seconds(world.time.now)} ${node} logs ${told.what} in ${event}`);
    },
    atEnd: () => {
      noteEdition();
      for (const { id, disk } of world.machines.values()) {
        const told = find(JSON.stringify(disk.journal), null);
        if (told !== undefined) report(`${id} has ${told.what} in its journal`);
      }
    },
  };
};

/** Printed as JSON has it, which is most of what is logged and told much sooner. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** As the log prints it: of an error what it says, and what lies behind it. */
function printed(fields: Readonly<Record<string, unknown>>): string {
  if (Object.values(fields).every(isPlain)) return JSON.stringify(fields);
  return JSON.stringify(fields, (_, value: unknown) => {
    if (!(value instanceof Error)) return typeof value === 'bigint' ? String(value) : value;
    return [value.message, value.stack, value.cause, Object.entries(value)];
  });
}
