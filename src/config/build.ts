import { join, resolve } from 'node:path';
import { Secret } from '../model/secret.ts';
import { text } from '../model/text.ts';
import type { Text } from '../model/text.ts';
import { buildAddressSources } from './build-addresses.ts';
import { buildTimers } from './build-timers.ts';
import type { Config } from './config.ts';
import type { EnvironmentSettings } from './environment.ts';
import type { Origin } from './normalise.ts';
import type { Problem } from './problem.ts';
import type { Settings } from './settings.ts';

/** From checked settings to the Config that the program reads: defaults, and what only holds between settings. */
export type DatabaseCheck = (
  type: string,
  dsn: string,
) => { readonly field: 'DataBaseType' | 'DSN'; readonly text: Text } | null;

export interface BuildInput {
  readonly path: string | null;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly fromEnv: Pick<EnvironmentSettings, 'keyId' | 'keySecret'>;
  readonly cwd: string;
  readonly isTerminal: boolean;
  readonly checkDatabase?: DatabaseCheck;
}

export interface Built {
  readonly config: Config;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Text[];
}

export const DEFAULT_API_PORT = 44_443;
export const DEFAULT_ENDPOINT = 'https://alidns.aliyuncs.com';
const DEFAULT_SANDBOX = { apiPort: 44_480, dnsPort: 44_453 };

export function buildConfig(settings: Settings, input: BuildInput): Built {
  const dataFolder = resolve(input.cwd, settings.DataFolder ?? 'data');
  const apiPort = settings.APIPort ?? DEFAULT_API_PORT;
  const sandbox = buildSandbox(settings.Sandbox);
  const allowPrivate = settings.AllowPrivateAddresses ?? sandbox !== null;
  const timers = buildTimers(settings, input.origins);
  const addresses = buildAddressSources(settings.Addresses, allowPrivate, input.origins);
  const database = buildDatabase(settings, dataFolder);
  const profile = settings.Profile ?? 'normal';
  const endpoint = withoutSlash(settings.AliyunEndpoint ?? DEFAULT_ENDPOINT);
  const config: Config = {
    path: input.path,
    dataFolder,
    apiPort,
    listenHost: settings.ListenHost ?? '::',
    nodeName: settings.NodeName.trim(),
    nodeCode: settings.NodeCode.trim(),
    nodeAddress: withoutSlash(settings.NodeAddress),
    role: settings.WorkMode,
    secret: settings.CocoaSecret === undefined ? null : Secret.of(settings.CocoaSecret),
    isBehindReverseProxy: settings.ReverseProxy ?? false,
    timeoutMinutes: settings.Timeout ?? null,
    database: { type: database.type, dsn: Secret.of(database.dsn) },
    profile,
    timers: timers.timers,
    addressSources: addresses.sources,
    allowPrivateAddresses: allowPrivate,
    aliyun: {
      endpoint,
      keyId: input.fromEnv.keyId,
      keySecret: input.fromEnv.keySecret === null ? null : Secret.of(input.fromEnv.keySecret),
    },
    isDryRun: settings.DryRun ?? false,
    drainOnStop: settings.DrainOnStop ?? false,
    hasExitNote: settings.ExitNote ?? true,
    freezeFile: resolve(input.cwd, settings.FreezeFile ?? join(dataFolder, 'freeze')),
    allowLegacyLeader: settings.AllowLegacyLeader ?? false,
    log: {
      level: settings.LogLevel ?? 'info',
      format: settings.LogFormat ?? (input.isTerminal ? 'pretty' : 'json'),
    },
    sandbox,
  };
  const problems = [...addressProblems(config, input.origins), ...timers.problems, ...addresses.problems];
  const refused = input.checkDatabase?.(database.type, database.dsn) ?? null;
  if (refused !== null) {
    const origin = input.origins.get(refused.field) ?? { key: refused.field, line: null };
    const found = refused.field === 'DSN' ? '***' : database.type;
    problems.push({ ...origin, text: refused.text, found, allowed: null });
  }
  return { config, problems, warnings: warningsOf(config) };
}

function buildSandbox(setting: Settings['Sandbox']): Config['sandbox'] {
  if (setting === undefined || setting === false) return null;
  if (setting === true) return DEFAULT_SANDBOX;
  return {
    apiPort: setting.APIPort ?? DEFAULT_SANDBOX.apiPort,
    dnsPort: setting.DNSPort ?? DEFAULT_SANDBOX.dnsPort,
  };
}

function buildDatabase(settings: Settings, dataFolder: string): { type: string; dsn: string } {
  const dsn = settings.DSN ?? join(dataFolder, 'cocoasyncer.db');
  return { type: settings.DataBaseType ?? (MYSQL_FORMS.test(dsn) ? 'mysql' : 'sqlite'), dsn };
}

/** A URL of MySQL, or the Go form with its `@tcp(…)` or `@unix(…)`. */
const MYSQL_FORMS = /^(mysql|mariadb):|@(tcp[46]?|unix)\(/i;

function addressProblems(config: Config, origins: ReadonlyMap<string, Origin>): Problem[] {
  if (URL.canParse(config.nodeAddress)) return [];
  const origin = origins.get('NodeAddress') ?? { key: 'NodeAddress', line: null };
  const words = text('is no URL that can be reached', '不是可访问的 URL');
  const allowed = text('`http://host:port` or `https://host`', '`http://主机:端口` 或 `https://主机`');
  return [{ ...origin, text: words, found: JSON.stringify(config.nodeAddress), allowed }];
}

function warningsOf(config: Config): Text[] {
  const warnings: Text[] = [];
  if (
    config.allowPrivateAddresses &&
    config.sandbox === null &&
    config.aliyun.endpoint === DEFAULT_ENDPOINT
  ) {
    warnings.push(
      text(
        'AllowPrivateAddresses is on without a sandbox: addresses that the internet cannot reach may get into public DNS records.',
        '未使用沙箱却开启了 AllowPrivateAddresses：公网无法访问的地址可能被写入公共 DNS 记录。',
      ),
    );
  }
  if (config.sandbox !== null && config.aliyun.keyId !== null) {
    warnings.push(
      text(
        'The sandbox is on: the Aliyun account in the environment is not used.',
        '沙箱已启用：不会使用环境变量中的阿里云账号。',
      ),
    );
  }
  return warnings;
}

function withoutSlash(url: string): string {
  return url.trim().replace(/\/+$/, '');
}
