import type { Command } from 'commander';
import type { NodeSettings } from '../model/edit.ts';
import { serviceKey } from '../model/service.ts';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import type { DaemonClient } from './daemon-client.ts';
import { carryOut, type EditOptions } from './edit-flow.ts';
import { withConsent, withSecret } from './edit-options.ts';
import { findMember, findService } from './names.ts';
import { nodeJson, nodeLines } from './node-list.ts';
import { parseAllOrList, parseFamilies, parseLines, parseUrl, parseWhole } from './parse-values.ts';
import { neededSecret, type SecretOptions } from './read-secret.ts';
import { inLanguage } from './terminal.ts';
import { listCommand, talkingGroup } from './things.ts';
import { connect } from './connect.ts';

/** Answers: what does `cocoasyncer node` do? The cluster's nodes: list, add, set, remove. */

interface SettingOptions {
  readonly name?: string;
  readonly lines?: string;
  readonly families?: string;
  readonly priority?: string;
  readonly standby?: boolean;
  readonly maintenance?: boolean;
  readonly carries?: string;
}

type AddOptions = SettingOptions & SecretOptions & EditOptions & { readonly url: string };
type SetOptions = SettingOptions & EditOptions & { readonly url?: string };

export function nodeCommand(cli: Cli): Command {
  const commands = [listNodes(cli), addNode(cli), setNode(cli), removeNode(cli)];
  const talk = async () => (await import('./dialogue/node-dialogue.ts')).talkAboutNodes;
  return talkingGroup(cli, 'node', text('the nodes of the cluster', '集群中的节点'), commands, talk).alias(
    'updateNodeInfo',
  );
}

function listNodes(cli: Cli): Command {
  return listCommand(cli, text('show all nodes', '列出全部节点'), nodeJson, nodeLines);
}

function addNode(cli: Cli): Command {
  const say = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  const command = newCommand(
    cli,
    'add',
    text('take a node into the cluster', '将节点加入集群'),
  ).requiredOption(
    '--url <url>',
    say('address of the node, e.g. http://203.0.113.7:44443', '节点地址，如 http://203.0.113.7:44443'),
  );
  withSecret(cli, command, 'COCOASYNCER_NODE_SECRET', text("the new node's own secret", '新节点自己的密钥'));
  return withConsent(cli, withSettings(cli, command)).action(async (options: AddOptions) => {
    const url = parseUrl(options.url, '--url');
    const secret = await neededSecret(
      cli,
      options,
      'COCOASYNCER_NODE_SECRET',
      text('Secret of the new node (its CocoaSecret)', '新节点的密钥（其 CocoaSecret）'),
    );
    const client = await connect(cli);
    const settings = await settingsOf(client, options);
    cli.finish(await carryOut(cli, client, { kind: 'node-add', url, secret, ...settings }, options));
  });
}

function setNode(cli: Cli): Command {
  const say = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  const command = newCommand(cli, 'set', text("change a node's settings", '修改节点设置'))
    .argument('<node>', say('name or code of the node', '节点名称或代号'))
    .option('--url <url>', say('address by which the others reach it', '其他节点访问它的地址'));
  return withConsent(cli, withSettings(cli, command)).action(async (node: string, options: SetOptions) => {
    const client = await connect(cli);
    const settings = await settingsOf(client, options);
    const url = options.url === undefined ? {} : { url: parseUrl(options.url, '--url') };
    cli.finish(await carryOut(cli, client, { kind: 'node-set', node, ...url, ...settings }, options));
  });
}

function removeNode(cli: Cli): Command {
  const summary = text('dismiss a node from the cluster', '将节点移出集群');
  const command = newCommand(cli, 'remove', summary)
    .alias('rm')
    .argument('<node>', inLanguage(cli.terminal, text('name or code of the node', '节点名称或代号')));
  return withConsent(cli, command).action(async (node: string, options: EditOptions) => {
    const client = await connect(cli);
    const { id } = findMember(await client.view(), node);
    cli.finish(await carryOut(cli, client, { kind: 'node-remove', node: id }, options));
  });
}

function withSettings(cli: Cli, command: Command): Command {
  const say = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  return command
    .option('--name <name>', say('friendly name', '节点名称'))
    .option(
      '--lines <lines>',
      say(
        'lines it owns, e.g. default,CT,OverSea; None for no line',
        '承载的线路，如 default,CT,OverSea；不承载写 None',
      ),
    )
    .option(
      '--families <families>',
      say('addresses it serves with: v4, v6 or v4,v6', '使用的地址类型：v4、v6 或 v4,v6'),
    )
    .option(
      '--priority <number>',
      say(
        'among owners of one line the smallest comes first (100)',
        '同一线路的多个节点中，数值小者优先（默认 100）',
      ),
    )
    .option('--standby', say('may take over lines of others', '可以接管其他节点的线路'))
    .option('--no-standby', say('may not', '不可以'))
    .option(
      '--maintenance',
      say('out of service for now; its silence alarms nobody', '进入维护状态，期间失联不告警'),
    )
    .option('--no-maintenance', say('back in service', '结束维护'))
    .option(
      '--carries <services>',
      say(
        'services it carries: all, or names like www.example.com',
        '承载的服务：all 或域名列表，如 www.example.com',
      ),
    );
}

async function settingsOf(client: DaemonClient, options: SettingOptions): Promise<NodeSettings> {
  const { name, lines, families, priority, standby, maintenance, carries } = options;
  return {
    ...(name === undefined ? {} : { name }),
    ...(lines === undefined ? {} : { lines: parseLines(lines) }),
    ...(families === undefined ? {} : { families: parseFamilies(families) }),
    ...(priority === undefined ? {} : { priority: parseWhole(priority, '--priority', 0, 999_999) }),
    ...(standby === undefined ? {} : { standby }),
    ...(maintenance === undefined ? {} : { maintenance }),
    ...(carries === undefined ? {} : { carries: await carriedServices(client, carries) }),
  };
}

async function carriedServices(client: DaemonClient, value: string): Promise<'all' | readonly string[]> {
  const wanted = parseAllOrList(value, '--carries');
  if (wanted === 'all') return 'all';
  const view = await client.view();
  return wanted.map((name) => serviceKey(findService(view, name)));
}
