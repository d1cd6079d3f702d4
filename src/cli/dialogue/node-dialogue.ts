import { setMember } from '../../cluster/edit-member.ts';
import { validUrl } from '../../cluster/validate-edit.ts';
import type { Edit } from '../../model/edit.ts';
import { Secret } from '../../model/secret.ts';
import { text } from '../../model/text.ts';
import type { Asker } from '../asker.ts';
import type { Cli } from '../cli.ts';
import type { DaemonClient } from '../daemon-client.ts';
import { carryOut } from '../edit-flow.ts';
import { nodeLines } from '../node-list.ts';
import { printLines } from '../terminal.ts';
import { talk } from './menu.ts';
import { askFamilies, askLines, askSecret, askText, askWhich } from './questions.ts';

/** Answers: which questions does `cocoasyncer node` ask? Those of the Go program, in its order. */
export function talkAboutNodes(cli: Cli, client: DaemonClient): Promise<number> {
  return talk(cli, text('Nodes of the cluster', '集群节点'), {
    list: { name: text('Show all nodes', '列出全部节点'), run: () => list(cli, client) },
    add: {
      name: text('Take a node into the cluster', '将节点加入集群'),
      run: async (asker) => carryOut(cli, client, await askAdd(cli, asker), {}),
    },
    set: {
      name: text("Change a node's name, lines and addresses", '修改节点的名称、线路和地址类型'),
      run: async (asker) => carryOut(cli, client, await askSet(cli, client, asker), {}),
    },
    remove: {
      name: text('Dismiss a node', '移出节点'),
      run: async (asker) => carryOut(cli, client, await askRemove(cli, client, asker), {}),
    },
  });
}

async function list(cli: Cli, client: DaemonClient): Promise<number> {
  printLines(cli.terminal, nodeLines(await client.view(), cli.terminal.language));
  return 0;
}

async function askAdd(cli: Cli, asker: Asker): Promise<Edit> {
  const { terminal } = cli;
  const address = text(
    'Address of the node, e.g. http://203.0.113.7:44443',
    '节点地址，如 http://203.0.113.7:44443',
  );
  const secret = text('Its secret (its CocoaSecret)', '它的密钥（其 CocoaSecret）');
  const url = await askText(terminal, asker, address, (answer) => validUrl(answer, 'URL'));
  return {
    kind: 'node-add',
    url: validUrl(url, 'URL'),
    secret: Secret.of(await askSecret(terminal, asker, secret)),
    lines: await askLines(terminal, asker, []),
    families: await askFamilies(terminal, asker, ['v4']),
  };
}

async function askSet(cli: Cli, client: DaemonClient, asker: Asker): Promise<Edit> {
  const { terminal } = cli;
  const node = await askNode(cli, client, asker);
  const { configuration } = await client.view();
  const checkName = (name: string) => setMember(configuration, { kind: 'node-set', node: node.id, name });
  return {
    kind: 'node-set',
    node: node.id,
    name: await askText(terminal, asker, text('Friendly name', '节点名称'), checkName, node.name),
    lines: await askLines(terminal, asker, node.lines),
    families: await askFamilies(terminal, asker, node.families),
  };
}

async function askRemove(cli: Cli, client: DaemonClient, asker: Asker): Promise<Edit> {
  return { kind: 'node-remove', node: (await askNode(cli, client, asker)).id };
}

async function askNode(cli: Cli, client: DaemonClient, asker: Asker) {
  const { members } = (await client.view()).configuration;
  return askWhich(
    cli.terminal,
    asker,
    text('Which node?', '哪个节点？'),
    members,
    ({ name, id }) => `${name} (${id})`,
  );
}
