import { text } from '../model/text.ts';
import { startApiServer } from './api/api-server.ts';
import { startDnsServer } from './dns/dns-server.ts';
import { createCore, type Core, type KeptRecords } from './engine/core.ts';
import { editRecords } from './engine/edit-records.ts';
import { settle, type SandboxOptions, type Settings } from './engine/options.ts';
import type { ActiveFault } from './fault-book.ts';
import { parseFault, type FaultSpec } from './fault.ts';
import { journalFile } from './files/journal-file.ts';
import { recordFile } from './files/record-file.ts';
import type { HandEdit } from './hand-edit.ts';
import type { JournalEntry } from './journal.ts';
import { lineChooser } from './line-table.ts';
import type { RecordChange, SandboxRecord } from './record.ts';

/**
 * An Aliyun DNS to try against: the Alidns API over HTTP, a name server for its zones, and ways to make
 * things go wrong. This file puts the parts together and takes them apart again.
 */
export interface Sandbox {
  /** Base URL of the API, to be used as endpoint. */
  readonly apiUrl: string;
  readonly apiPort: number;
  readonly dnsHost: string;
  readonly dnsPort: number;
  /** All records, or those of one zone. */
  records(zone?: string): readonly SandboxRecord[];
  /** Calls with a number above `since` (0 unless set), oldest first. */
  journal(since?: number): readonly JournalEntry[];
  /** Edits by hand, as at the provider's console. Rejects with a Refusal or an AppError. */
  edit(...edits: readonly HandEdit[]): Promise<readonly RecordChange[]>;
  /** Switches a fault on and answers its id. */
  setFault(fault: FaultSpec): string;
  /** Switches all faults off, or the one with this id. */
  clearFaults(id?: string): void;
  faults(): readonly ActiveFault[];
  /** Ends all connections and writes everything down. May be called again. */
  stop(): Promise<void>;
}

export type { SandboxOptions };

/** Rejects with an AppError that names the option at fault, e.g. a port that is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = settle(options);
  const lineOf = lineChooser(settings.lineTable);
  const undo: (() => Promise<void>)[] = [];
  try {
    const core = await openCore(settings, undo);
    const api = await startApiServer(core, settings.apiHost, settings.apiPort);
    undo.push(() => api.close());
    const dns = await startDnsServer(core, lineOf, settings.dnsHost, settings.dnsPort);
    undo.push(() => dns.close());
    const apiUrl = `http://${reachable(settings.apiHost)}:${api.port}`;
    announce(settings, apiUrl, dns.port);
    return control(core, undo, {
      apiUrl,
      apiPort: api.port,
      dnsHost: settings.dnsHost,
      dnsPort: dns.port,
    });
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

async function openCore(settings: Settings, undo: (() => Promise<void>)[]): Promise<Core> {
  const file = settings.recordsFile === null ? null : recordFile(settings.recordsFile);
  const kept: KeptRecords | null = file === null ? null : await file.load();
  if (file !== null) undo.push(() => file.idle());
  const calls = settings.journalFile === null ? null : journalFile(settings.journalFile, settings.log);
  if (calls !== null) undo.push(() => calls.close());
  const core = createCore(settings, kept ?? { records: [], weighted: [] }, {
    keepEntry: (entry) => calls?.add(entry),
    saveRecords: async (database) => {
      await file?.save(() => ({
        records: [...database.now.records.values()],
        weighted: [...database.now.weighted],
      }));
    },
  });
  if (kept === null) {
    const additions = settings.records.map((record): HandEdit => ({ op: 'add', ...record }));
    await editRecords(core, additions);
  }
  return core;
}

type Ends = Pick<Sandbox, 'apiUrl' | 'apiPort' | 'dnsHost' | 'dnsPort'>;

function control(core: Core, undo: (() => Promise<void>)[], ends: Ends): Sandbox {
  let stopping: Promise<void> | null = null;
  return {
    ...ends,
    records: (zone) =>
      [...core.database.now.records.values()].filter((record) => zone === undefined || record.zone === zone),
    journal: (since = 0) => core.journal.since(since),
    edit: (...edits) => editRecords(core, edits),
    setFault: (fault) => core.faults.add(parseFault(fault), core.clock.monotonicMs()),
    clearFaults: (id) => {
      if (id === undefined) core.faults.clear();
      else core.faults.remove(id);
    },
    faults: () => core.faults.list(core.clock.monotonicMs()),
    stop: () => (stopping ??= undoAll(undo)),
  };
}

/** In reverse order of how things were started. */
async function undoAll(undo: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of undo.toReversed()) await step();
}

/** An address to connect to, for one to listen on. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function announce(settings: Settings, apiUrl: string, dnsPort: number): void {
  const names = settings.zones.map(({ name }) => name).join(', ');
  settings.log.info(
    'sandbox-started',
    text(
      `The sandbox imitates Aliyun DNS on ${apiUrl} and answers for ${names} on port ${dnsPort}.`,
      `沙箱已在 ${apiUrl} 模拟阿里云 DNS，并在端口 ${dnsPort} 应答 ${names} 的查询。`,
    ),
    { apiUrl, dnsPort },
  );
}
