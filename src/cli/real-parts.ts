import { readFileSync } from 'node:fs';
import type { Parts } from './parts.ts';
import { onStopSignal } from './stop-signal.ts';
import { say } from './terminal.ts';

/**
 * Answers: where do commands get the heavy things from? Every import in here happens when it is called:
 * `--help` loads none of them.
 */
export const realParts: Parts = {
  version,
  loadSettings: async (terminal, path) => (await import('./load-settings.ts')).loadSettings(terminal, path),
  storedIdentity: async (config) => (await import('./stored-identity.ts')).storedIdentity(config),
  readLegacy: async (type, dsn) => (await import('./read-legacy.ts')).readLegacy(type, dsn, process.cwd()),
  initialiseFromLegacy: async (config, legacy) =>
    (await import('./read-legacy.ts')).initialiseFromLegacy(config, legacy),
  startDaemon: async (config, terminal) => {
    const { startDaemon } = await import('../daemon/daemon.ts');
    const { language } = terminal;
    return startDaemon(config, {
      version: version(),
      language,
      say: (line) => {
        say(terminal, line);
      },
    });
  },
  startPages: async (config) =>
    (await import('./demo-pages.ts')).startDemoPages(config.listenHost, config.apiPort, version()),
  startSandbox: async (options) => (await import('./open-sandbox.ts')).openSandbox(options),
  runDemo: async (terminal, isKept) => (await import('../demo/demo.ts')).runDemo(terminal, { isKept }),
  openAsker: async (terminal) => (await import('./clack-asker.ts')).openClackAsker(terminal),
  onStopSignal,
};

/** From package.json, which stands above `src/` and above `dist/` alike. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const found = (manifest as { version?: unknown }).version;
  return typeof found === 'string' ? found : '0.0.0';
}
