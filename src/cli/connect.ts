import type { Config } from '../config/config.ts';
import { givenSecret } from './read-secret.ts';
import type { Cli } from './cli.ts';
import type { DaemonAddress, DaemonClient } from './daemon-client.ts';
import { parseUrl } from './parse-values.ts';

/**
 * Answers: where is the daemon, and with which secret is it asked? The environment goes before the settings
 * file; a secret that was generated at the first start is found in the node's own store.
 */

const URL_VARIABLE = 'COCOASYNCER_URL';
const SECRET_VARIABLE = 'COCOASYNCER_COCOA_SECRET';

export async function connect(cli: Cli): Promise<DaemonClient> {
  const { openDaemonClient } = await import('./daemon-client.ts');
  return openDaemonClient(await locate(cli));
}

async function locate(cli: Cli): Promise<DaemonAddress> {
  const url = cli.terminal.env[URL_VARIABLE];
  const secret = await givenSecret(cli, {}, SECRET_VARIABLE);
  if (url !== undefined && url !== '') {
    const address = parseUrl(url, URL_VARIABLE);
    // Somebody else's node may be meant: this machine's secrets are not sent there.
    if (secret !== null) return { url: address, secrets: [() => Promise.resolve(secret)] };
    const config = await load(cli);
    return { url: address, secrets: isOwn(config, address) ? secretsOf(cli, config) : [] };
  }
  const config = await load(cli);
  const given = secret === null ? [] : [() => Promise.resolve(secret)];
  return { url: ownUrl(config), secrets: [...given, ...secretsOf(cli, config)] };
}

async function load(cli: Cli): Promise<Config> {
  return (await cli.settings()).config;
}

/** The settings file's secret first; the store's, which is what counts once it is initialised, when refused. */
function secretsOf(cli: Cli, config: Config): DaemonAddress['secrets'] {
  return [
    () => Promise.resolve(config.secret),
    async () => (await cli.parts.storedIdentity(config))?.secret ?? null,
  ];
}

const ANY_HOST = new Set(['::', '0.0.0.0', '', '*']);

/** The daemon runs on this machine; a wildcard address is asked by way of the loopback. */
function ownUrl(config: Config): string {
  const { listenHost, apiPort } = config;
  if (ANY_HOST.has(listenHost)) return `http://127.0.0.1:${apiPort}`;
  return listenHost.includes(':') ? `http://[${listenHost}]:${apiPort}` : `http://${listenHost}:${apiPort}`;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function isOwn(config: Config, url: string): boolean {
  if (url === config.nodeAddress) return true;
  const { hostname, port, protocol } = new URL(url);
  const isSamePort = Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port) === config.apiPort;
  return LOOPBACK.has(hostname) && isSamePort;
}
