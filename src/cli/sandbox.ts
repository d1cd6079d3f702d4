import type { Command } from 'commander';
import { text } from '../model/text.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { keepRunning } from './keep-running.ts';
import { listOf, parseWhole } from './parse-values.ts';
import { inLanguage, printLines } from './terminal.ts';

/** Answers: what does `cocoasyncer sandbox` do? An Aliyun DNS to try against, on this machine. */

interface SandboxCommandOptions {
  readonly host: string;
  readonly apiPort: string;
  readonly dnsPort: string;
  readonly zone: readonly string[];
  readonly minTtl?: string;
  readonly recordsFile?: string;
  readonly journalFile?: string;
}

const HIGHEST_PORT = 65_535;
const HIGHEST_TTL = 86_400;

export function sandboxCommand(cli: Cli): Command {
  const words = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  return newCommand(
    cli,
    'sandbox',
    text('an imitation of Aliyun DNS to try against', '模拟阿里云 DNS 的沙箱，供试用'),
  )
    .option('--host <address>', words('address to listen on', '监听地址'), '127.0.0.1')
    .option(
      '--api-port <port>',
      words('port of the Alidns API; 0: any', 'Alidns API 端口；0 表示任意'),
      '44480',
    )
    .option('--dns-port <port>', words('port for DNS queries; 0: any', 'DNS 查询端口；0 表示任意'), '44453')
    .option('--zone <name...>', words('zones it hosts', '托管的主域名'), ['example.test'])
    .option('--min-ttl <seconds>', words('least TTL it accepts (600)', '允许的最小 TTL（默认 600）'))
    .option(
      '--records-file <path>',
      words('keep the records there over restarts', '将记录保存到文件，重启后保留'),
    )
    .option('--journal-file <path>', words('append every call to this file', '将每次调用追加写入此文件'))
    .action(async (options: SandboxCommandOptions) => {
      const wanted = wantedSandbox(options);
      const start = async () => {
        const sandbox = await cli.parts.startSandbox(wanted);
        printLines(cli.terminal, sandbox.lines[cli.terminal.language]);
        return sandbox;
      };
      cli.finish(await keepRunning(cli, start));
    });
}

function wantedSandbox(options: SandboxCommandOptions): SandboxOptions {
  const { host, recordsFile, journalFile, minTtl } = options;
  const ttl = minTtl === undefined ? {} : { minTtl: parseWhole(minTtl, '--min-ttl', 1, HIGHEST_TTL) };
  return {
    apiHost: host,
    dnsHost: host,
    apiPort: parseWhole(options.apiPort, '--api-port', 0, HIGHEST_PORT),
    dnsPort: parseWhole(options.dnsPort, '--dns-port', 0, HIGHEST_PORT),
    zones: options.zone.flatMap(listOf).map((name) => ({ name, ...ttl })),
    ...(recordsFile === undefined ? {} : { recordsFile }),
    ...(journalFile === undefined ? {} : { journalFile }),
  };
}
