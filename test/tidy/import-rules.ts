// Answers: who may import whom? Arrows point inwards; every exception says why it is one.
import type { Import, Source } from './sources.ts';

/** One npm package, one home: replacing a package means looking in one place. */
export const HOMES: Readonly<Record<string, RegExp>> = {
  knex: /^src\/store\//,
  mysql2: /^src\/store\//,
  libsql: /^src\/store\//,
  koa: /^src\/http\//,
  '@koa/router': /^src\/http\//,
  '@koa/bodyparser': /^src\/http\//,
  'badge-maker': /^src\/http\/routes\/badge\.ts$/,
  'prom-client': /^src\/metrics\//,
  'node-cron': /^src\/daemon\/scheduler\.ts$/,
  pino: /^src\/platform\/pino-log\.ts$/,
  'pino-pretty': /^src\/platform\/pino-log\.ts$/,
  'ipaddr.js': /^src\/platform\/ip\.ts$/,
  yaml: /^src\/config\//,
  zod: /^src\/(config|wire)\//,
  'dns-packet': /^src\/sandbox\//,
  commander: /^src\/cli\//,
  '@clack/prompts': /^src\/cli\//,
  '@alicloud/pop-core': /^src\/dns\/provider\/aliyun\//,
};

/** What capabilities know of one another: the contract that a folder offers, never who fulfils it. */
const CONTRACTS = new Set([
  'src/cluster/peer/peer-api.ts',
  'src/config/config.ts',
  'src/dns/address/address-detector.ts',
  'src/dns/provider/provider.ts',
  'src/http/application.ts',
  'src/metrics/meter.ts',
  'src/store/store.ts',
]);

/** Who fulfils the contracts. Everything else is given one. */
const IMPLEMENTATIONS = new Set([
  'src/cluster/peer/http-peer-client.ts',
  'src/http/server.ts',
  'src/metrics/registry.ts',
  'src/platform/pino-log.ts',
  'src/store/open-store.ts',
]);

/** Put everything together, or stand outside of everything; nobody else imports them. */
const EDGES = new Set(['daemon', 'cli', 'demo', 'main.ts']);

/** Arithmetic without state and without the world: hashing, and reading addresses. See docs/decisions. */
const PURE_PLATFORM = new Set(['src/platform/digest.ts', 'src/platform/ip.ts', 'src/platform/remember.ts']);

/** Whole folders that others may use, and why that does not tie capabilities together. */
const GRANTS: readonly { readonly from: RegExp; readonly to: RegExp; readonly why: string }[] = [
  {
    from: /^src\/(http|cluster\/peer)\//,
    to: /^src\/wire\//,
    why: 'the wire words are spoken by the one who answers and by the one who asks, and stand in one place',
  },
  {
    from: /^src\/watcher\//,
    to: /^src\/wire\/exit-note\.ts$/,
    why: 'the watcher speaks one sentence of the wire, and loads nothing for the others',
  },
  {
    from: /^src\/demo\//,
    to: /^src\//,
    why: 'the demo drives whole processes and reads what they say',
  },
];

/** The folder below src/ (or the file, for what stands directly in it). */
export function capabilityOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** Files directly inside `cluster/` and `dns/` decide and do nothing else. */
export function isPure(path: string): boolean {
  return /^src\/(cluster|dns)\/[^/]+\.ts$/.test(path);
}

/** Why this import is not allowed; null: it is. */
export function objectionTo(source: Source, imported: Import): string | null {
  const { path } = source;
  if (!imported.specifier.startsWith('.')) return objectionToPackage(path, imported.target);
  if (!imported.specifier.endsWith('.ts')) return 'a relative import ends in .ts';
  const { target } = imported;
  const from = capabilityOf(path);
  const to = capabilityOf(target);
  if (to === 'model') return null;
  if (from === 'model') return 'the model imports nothing but the model';
  if (isPure(path)) return objectionToPureImport(path, imported);
  if (from === 'platform') return to === from ? null : 'the platform imports the model alone';
  if (IMPLEMENTATIONS.has(target) && !imported.isType && !mayAssemble(path)) {
    return 'only the edges choose who fulfils a contract';
  }
  if (isDriver(path) && isDriver(target) && folderOf(path) !== folderOf(target)) {
    return 'drivers do not know each other';
  }
  if (to === 'platform' || from === to) return null;
  if (EDGES.has(from)) return objectionToEdge(from, to);
  if (EDGES.has(to)) return `only the edges of the program import ${to}/`;
  if (CONTRACTS.has(target)) return null;
  const isGranted = GRANTS.some((grant) => grant.from.test(path) && grant.to.test(target));
  return isGranted ? null : `${from}/ and ${to}/ do not know each other, except by contracts`;
}

function objectionToEdge(from: string, to: string): string | null {
  if (to === 'main.ts') return 'nobody imports the entry point';
  const isUpwards = from === 'daemon' && (to === 'cli' || to === 'demo');
  return isUpwards ? 'the daemon runs without a terminal' : null;
}

/** The daemon is put together in one file; commands open what they need themselves. */
function mayAssemble(path: string): boolean {
  return path === 'src/daemon/daemon.ts' || /^src\/(cli|demo)\//.test(path);
}

function isDriver(path: string): boolean {
  return /^src\/dns\/provider\/[^/]+\//.test(path);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function objectionToPureImport(path: string, { target, isType }: Import): string | null {
  const folder = folderOf(path);
  const isNeighbour = target.startsWith(folder) && !target.slice(folder.length).includes('/');
  if (isNeighbour || PURE_PLATFORM.has(target)) return null;
  if (CONTRACTS.has(target)) return isType ? null : 'a pure file takes types alone from a contract';
  return 'a pure file imports model/, its neighbours, digest.ts, ip.ts and remember.ts';
}

function objectionToPackage(path: string, target: string): string | null {
  if (capabilityOf(path) === 'model') return 'the model imports nothing but the model';
  if (isPure(path)) return 'a pure file imports no package and no node:*';
  if (target.startsWith('node:')) return null;
  const home = HOMES[target];
  if (home === undefined) return `${target} has no home: add it to HOMES in test/tidy/import-rules.ts`;
  return home.test(path) ? null : `${target} lives in ${home.source}`;
}
