// A daemon that answers on the loopback through the real routes, with scripted results, and remembers what
// it was asked.
import type { Application, EditReport, PlanReport } from '../../src/http/application.ts';
import { createServer } from '../../src/http/server.ts';
import type { ClusterView } from '../../src/model/cluster-view.ts';
import type { Edit } from '../../src/model/edit.ts';
import { silentLog } from '../../src/platform/log.ts';
import { healthyView } from '../support/cluster-views.ts';

export const DAEMON_SECRET = 'only-the-daemon-knows-3f9c';

export interface Asked {
  readonly what: string;
  readonly edit?: Edit;
  readonly touchRecords?: boolean;
  readonly details?: unknown;
}

export interface FakeDaemon {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export interface Script {
  readonly view?: ClusterView;
  readonly report?: EditReport;
  readonly plan?: PlanReport;
  /** Thrown by everything but `view`. */
  readonly refusal?: Error;
  readonly drained?: { readonly handedOver: number; readonly kept: number };
}

export const changingReport: EditReport = {
  summary: [{ en: 'The service 博客 is added.', zh: '添加服务 博客。' }],
  records: [
    { action: 'create', cellKey: 'example.com|www|A|default', node: 'Guangzhou', value: '203.0.113.7' },
    {
      action: 'adopt',
      cellKey: 'example.com|www|A|china-telecom',
      value: '192.0.2.1',
      recordId: '9007199254740993',
    },
    { action: 'leave', cellKey: 'example.com|www|A|china-unicom', why: 'disabled' },
  ],
  warnings: [{ en: 'Mind the TTL.', zh: '请注意 TTL。' }],
  stamp: { epoch: 1, version: 43 },
  failures: [],
};

export async function startFakeDaemon(script: Script = {}): Promise<FakeDaemon> {
  const asked: Asked[] = [];
  const server = createServer({
    application: scripted(script, asked),
    log: silentLog,
    version: '0.1.0',
    renderMetrics: () => Promise.resolve({ contentType: 'text/plain', body: '' }),
    trustProxy: false,
  });
  const { port } = await server.listen('127.0.0.1', 0);
  return { url: `http://127.0.0.1:${port}`, port, asked, close: () => server.close() };
}

function scripted(script: Script, asked: Asked[]): Application {
  const note = (entry: Asked): void => {
    asked.push(entry);
    if (script.refusal !== undefined && entry.what !== 'preview') throw script.refusal;
  };
  const report = script.report ?? changingReport;
  return {
    readState: () => Promise.reject(new Error('not scripted')),
    replicate: () => Promise.reject(new Error('not scripted')),
    isAuthorized: (secret) => secret === DAEMON_SECRET,
    view: () => script.view ?? healthyView,
    preview: async (edit) => {
      note({ what: 'preview', edit });
      return report;
    },
    apply: async (edit, touchRecords) => {
      note({ what: 'edit', edit, touchRecords });
      return report;
    },
    plan: async (options) => {
      note({ what: 'plan', details: options.without });
      return script.plan ?? { at: 0, entries: [], warnings: [] };
    },
    quit: async (dissolve) => {
      note({ what: 'quit', details: dissolve });
    },
    memberLeft: () => Promise.reject(new Error('not scripted')),
    setFrozen: async (isFrozen) => {
      note({ what: 'freeze', details: isFrozen });
    },
    drain: async () => {
      note({ what: 'drain' });
      return script.drained ?? { handedOver: 3, kept: 0 };
    },
    adoptConfiguration: async (node) => {
      note({ what: 'adopt', details: node });
    },
    forceConfiguration: async () => {
      note({ what: 'force' });
    },
    witnessNames: () => {
      note({ what: 'witness' });
      return [{ node: 'Guangzhou', zone: 'example.com', rr: '_cocoa-0123456789' }];
    },
  };
}
