import type { Command } from 'commander';
import { AppError } from '../model/app-error.ts';
import type { CellView, ClusterView } from '../model/cluster-view.ts';
import { fullName } from '../model/service.ts';
import { text, type Text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { connect } from './connect.ts';
import { hasConsent } from './edit-flow.ts';
import { complain, inLanguage, say } from './terminal.ts';

/** Answers: what does `cocoasyncer quit` do? The node leaves its cluster, or the leader dissolves it. */

interface QuitOptions {
  readonly dissolve?: boolean;
  readonly yes?: boolean;
}

export function quitCommand(cli: Cli): Command {
  const dissolve = text(
    'on the leader: dismiss every node and forget all',
    '在主节点上：遣散全部节点并清空配置',
  );
  const yes = text('do it without asking', '不再询问，直接执行');
  return newCommand(cli, 'quit', text('leave the cluster', '退出集群'))
    .option('--dissolve', inLanguage(cli.terminal, dissolve))
    .option('-y, --yes', inLanguage(cli.terminal, yes))
    .action(async (options: QuitOptions) => {
      cli.finish(await leave(cli, options));
    });
}

async function leave(cli: Cli, { dissolve = false, yes = false }: QuitOptions): Promise<number> {
  const client = await connect(cli);
  const view = await client.view();
  const isLeader = view.self.role === 'leader';
  if (isLeader && !dissolve) throw leaderCannotLeave();
  if (dissolve && !isLeader) throw followerCannotDissolve();
  if (!view.isJoined) {
    say(cli.terminal, text('This node is in no cluster.', '本节点不在任何集群中。'));
    return 0;
  }
  say(cli.terminal, isLeader ? dissolving(view) : leaving(view));
  const stuck = isLeader ? [] : heldByNobodyElse(view);
  if (stuck.length > 0) complain(cli.terminal, leftBehind(stuck));
  // A follower that leaves can be taken in again; a dissolved cluster is gone.
  const isAsked = isLeader || cli.terminal.isInteractive;
  if (isAsked && !(await hasConsent(cli, yes))) return 2;
  await client.quit(isLeader);
  say(cli.terminal, isLeader ? text('The cluster is dissolved.', '集群已解散。') : HAS_LEFT);
  return 0;
}

const HAS_LEFT = text(
  'The node has left its cluster. It keeps its name and secret, and can be taken in again by `cocoasyncer node add`.',
  '本节点已退出集群。它保留自己的名称和密钥，可再次用 `cocoasyncer node add` 加入。',
);

function leaderCannotLeave(): AppError {
  return new AppError(
    'not-allowed',
    text('A leader cannot leave its cluster, only dissolve it.', '主节点不能退出集群，只能解散集群。'),
    {
      hint: text(
        'To dismiss one follower use `cocoasyncer node remove <node>`; to dissolve the whole cluster ' +
          '`cocoasyncer quit --dissolve --yes`.',
        '移出单个节点请用 `cocoasyncer node remove <节点>`；解散整个集群请用 `cocoasyncer quit --dissolve --yes`。',
      ),
    },
  );
}

function followerCannotDissolve(): AppError {
  return new AppError(
    'not-allowed',
    text(
      'Only the leader can dissolve the cluster; this node is a follower.',
      '只有主节点能解散集群；本节点是从节点。',
    ),
    {
      hint: text(
        'To let this node alone leave, run `cocoasyncer quit` without --dissolve.',
        '如只想让本节点退出，请运行不带 --dissolve 的 `cocoasyncer quit`。',
      ),
    },
  );
}

function leaving(view: ClusterView) {
  const { name } = view.self;
  return text(
    `${name} hands its records over to the other nodes, then forgets members, accounts and services.`,
    `${name} 将把所持记录移交给其他节点，然后清除成员、账号和服务信息。`,
  );
}

/** Records that stay on this node's address, since no other node may take them. */
function heldByNobodyElse(view: ClusterView): readonly CellView[] {
  const { id } = view.self;
  return view.cells.filter(
    ({ holderId, succession }) => holderId === id && succession.every((candidate) => candidate === id),
  );
}

function leftBehind(cells: readonly CellView[]): Text {
  const names = [...new Set(cells.map(fullName))];
  return text(
    `! No other node may take ${cells.length} of them (${names.join(', ')}): they keep pointing to this node.`,
    `! 其中 ${cells.length} 条没有其他节点可以接手（${names.join('、')}），将继续指向本节点。`,
  );
}

function dissolving(view: ClusterView) {
  const { members, services } = view.configuration;
  const names = members.map((member) => member.name).join(', ');
  return text(
    `This dismisses all ${members.length} nodes (${names}) and forgets ${services.length} services. The records at ` +
      'the provider stay as they are, and nobody keeps them up to date any more.',
    `这将遣散全部 ${members.length} 个节点（${names}）并清除 ${services.length} 个服务。云平台上的记录保持原样，今后不再有人维护。`,
  );
}
