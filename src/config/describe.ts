import type { AddressSourceConfig, Config } from './config.ts';
import { text } from '../model/text.ts';
import type { Text } from '../model/text.ts';
import type { Timers } from '../model/timers.ts';
import { inSeconds } from './duration.ts';
import { TIMER_FIELDS, resolveTimers } from './timers.ts';

/** What was read, for the start-up banner: one line per subject, secrets as `***`. */
export function describeConfig(config: Config): readonly Text[] {
  return [
    sourceLine(config),
    text(
      `node       ${config.nodeName} (${config.role}), reached at ${config.nodeAddress}, secret ${secretWords(config).en}`,
      `节点       ${config.nodeName}（${config.role === 'leader' ? '主节点' : '从节点'}），访问地址 ${config.nodeAddress}，密钥${secretWords(config).zh}`,
    ),
    text(
      `API        ${hostAndPort(config.listenHost, config.apiPort)}${config.isBehindReverseProxy ? ', behind a reverse proxy' : ''}`,
      `API        ${hostAndPort(config.listenHost, config.apiPort)}${config.isBehindReverseProxy ? '，位于反向代理之后' : ''}`,
    ),
    text(
      `data       ${config.dataFolder}, database ${databaseWords(config)}`,
      `数据       ${config.dataFolder}，数据库 ${databaseWords(config)}`,
    ),
    timersLine(config),
    text(
      `addresses  IPv4: ${sourcesWords(config.addressSources.v4).en}; IPv6: ${sourcesWords(config.addressSources.v6).en}`,
      `地址来源   IPv4：${sourcesWords(config.addressSources.v4).zh}；IPv6：${sourcesWords(config.addressSources.v6).zh}`,
    ),
    providerLine(config),
    ...switchesLines(config),
  ];
}

function sourceLine({ path }: Config): Text {
  return path === null
    ? text(
        'settings   no file: environment and embedded defaults',
        '配置       无配置文件：使用环境变量和内置默认值',
      )
    : text(`settings   ${path}`, `配置       ${path}`);
}

function secretWords({ secret }: Config): Text {
  return secret === null ? text('generated at first start', '在首次启动时生成') : text('***', ' ***');
}

/** Of the DSN nothing is shown but the default, which holds no secret. */
function databaseWords({ database, dataFolder }: Config): string {
  const dsn = database.dsn.reveal();
  return `${database.type} ${dsn.startsWith(dataFolder) && !dsn.includes('@') ? dsn : '***'}`;
}

function timersLine({ profile, timers }: Config): Text {
  const usual: Timers = resolveTimers(profile);
  const own = Object.entries(TIMER_FIELDS)
    .filter(([, field]) => timers[field] !== usual[field])
    .map(([name, field]) => `${name} ${field === 'speakers' ? timers[field] : inSeconds(timers[field])}`);
  const dead = inSeconds(timers.deadMs);
  return text(
    `timers     profile ${profile}, a node is taken for dead after ${dead}${own.length === 0 ? '' : `; set: ${own.join(', ')}`}`,
    `计时器     方案 ${profile}，节点静默 ${dead} 后判定死亡${own.length === 0 ? '' : `；自定：${own.join('，')}`}`,
  );
}

function sourcesWords(sources: readonly AddressSourceConfig[]): Text {
  if (sources.length === 0) return text('not used', '不使用');
  const words = sources.map(sourceWords);
  return text(words.map(({ en }) => en).join(', then '), words.map(({ zh }) => zh).join('，其次 '));
}

function sourceWords(source: AddressSourceConfig): Text {
  switch (source.kind) {
    case 'fixed':
      return text(`fixed ${source.address}`, `固定 ${source.address}`);
    case 'interface':
      return text(`interface ${source.name}`, `网卡 ${source.name}`);
    case 'http':
      return text(`${source.urls.length} echo services`, `${source.urls.length} 个回显服务`);
    case 'command':
      // Arguments may hold a token.
      return text(`command ${source.command[0] ?? ''}`, `命令 ${source.command[0] ?? ''}`);
  }
}

function providerLine({ sandbox, aliyun }: Config): Text {
  if (sandbox !== null) {
    return text(
      `DNS        embedded sandbox, API port ${sandbox.apiPort}, DNS port ${sandbox.dnsPort}`,
      `DNS        内嵌沙箱，API 端口 ${sandbox.apiPort}，DNS 端口 ${sandbox.dnsPort}`,
    );
  }
  return aliyun.keyId === null
    ? text(
        `DNS        ${aliyun.endpoint}, accounts of the cluster`,
        `DNS        ${aliyun.endpoint}，使用集群中的账号`,
      )
    : text(
        `DNS        ${aliyun.endpoint}, account of the environment (secret ***)`,
        `DNS        ${aliyun.endpoint}，使用环境变量中的账号（密钥 ***）`,
      );
}

function switchesLines(config: Config): Text[] {
  const on: Text[] = [
    ...(config.isDryRun
      ? [text('DryRun: nothing is written at the provider', 'DryRun：不向服务商写入')]
      : []),
    ...(config.drainOnStop ? [text('DrainOnStop', 'DrainOnStop')] : []),
    ...(config.allowLegacyLeader ? [text('AllowLegacyLeader', 'AllowLegacyLeader')] : []),
    ...(config.allowPrivateAddresses ? [text('AllowPrivateAddresses', 'AllowPrivateAddresses')] : []),
  ];
  if (on.length === 0) return [];
  return [
    text(
      `switches   ${on.map(({ en }) => en).join(', ')}`,
      `开关       ${on.map(({ zh }) => zh).join('，')}`,
    ),
  ];
}

function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
