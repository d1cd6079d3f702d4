import { Option, type Command } from 'commander';
import { MAX_TIMEOUT_MINUTES } from '../cluster/validate-edit.ts';
import type { Edit } from '../model/edit.ts';
import type { Line } from '../model/line.ts';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { clusterLines, listedCluster } from './cluster-list.ts';
import { newCommand, newGroup } from './command.ts';
import { connect } from './connect.ts';
import { carryOut, type EditOptions } from './edit-flow.ts';
import { withConsent } from './edit-options.ts';
import { listOf, parseLine, parseWhole } from './parse-values.ts';
import { inLanguage } from './terminal.ts';
import { listCommand } from './things.ts';
import { UsageError } from './usage-error.ts';

/** Answers: what does `cocoasyncer cluster` do? Settings that belong to no single node: list, set. */

interface ClusterOptions extends EditOptions {
  readonly witnessZone?: string;
  readonly timeout?: string;
  readonly legacyPeers?: 'allow' | 'deny';
  readonly backups?: string;
}

type ClusterEdit = Extract<Edit, { kind: 'cluster-set' }>;

export function clusterCommand(cli: Cli): Command {
  const say = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  const set = newCommand(cli, 'set', text('change them', '修改设置'))
    .option(
      '--witness-zone <zone>',
      say(
        'zone of the witness records; auto: that of the first service',
        '见证记录所在主域名；auto 表示第一个服务的主域名',
      ),
    )
    .option(
      '--timeout <minutes>',
      say(
        'silence before a node without witness counts as lost, 1 to 1440',
        '无见证能力的节点失联多少分钟后判为丢失（1 到 1440）',
      ),
    )
    .addOption(
      new Option(
        '--legacy-peers <allow|deny>',
        say('may clear secrets be sent to nodes of the Go program', '是否允许向旧版程序节点发送明文密钥'),
      ).choices(['allow', 'deny']),
    )
    .option(
      '--backups <line=nodes>',
      say(
        'order of backups of a line, e.g. CT=b,c; CT= forgets it',
        '某线路的备用顺序，如 CT=b,c；CT= 表示清除',
      ),
    );
  withConsent(cli, set).action(async (options: ClusterOptions) => {
    const edit = editOf(options);
    cli.finish(await carryOut(cli, await connect(cli), edit, options));
  });
  const list = listCommand(cli, text('show them', '列出设置'), listedCluster, clusterLines);
  return newGroup(cli, 'cluster', text('settings of the whole cluster', '整个集群的设置'), [list, set]);
}

function editOf({ witnessZone, timeout, legacyPeers, backups }: ClusterOptions): ClusterEdit {
  const edit: ClusterEdit = {
    kind: 'cluster-set',
    ...(witnessZone === undefined ? {} : { witnessZone: witnessZone === 'auto' ? null : witnessZone }),
    ...(timeout === undefined
      ? {}
      : { timeoutMinutes: parseWhole(timeout, '--timeout', 1, MAX_TIMEOUT_MINUTES) }),
    ...(legacyPeers === undefined ? {} : { legacyPeers }),
    ...(backups === undefined ? {} : { backups: parseBackups(backups) }),
  };
  if (Object.keys(edit).length > 1) return edit;
  throw new UsageError(text('Say what to set.', '请指明要修改的设置。'), {
    hint: text('Run `cocoasyncer cluster set --help`.', '运行 `cocoasyncer cluster set --help` 查看用法。'),
  });
}

function parseBackups(value: string): { line: Line; nodes: readonly string[] } {
  const [line, nodes, ...rest] = value.split('=');
  if (line !== undefined && nodes !== undefined && rest.length === 0) {
    return { line: parseLine(line.trim(), '--backups'), nodes: listOf(nodes) };
  }
  throw new UsageError(
    text('--backups must look like CT=node1,node2.', '--backups 应形如 CT=节点1,节点2。'),
    { field: '--backups' },
  );
}
