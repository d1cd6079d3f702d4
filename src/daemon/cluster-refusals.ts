/** Why this node neither leaves, dissolves nor adopts, in words. */
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';

export function notJoined(): AppError {
  return new AppError('not-allowed', text('this node is in no cluster', '本节点不属于任何集群'));
}

export function dissolveUnasked(followers: number): AppError {
  return new AppError(
    'conflict',
    text(
      `this node is the leader: leaving dissolves the cluster with its ${followers} follower(s)`,
      `本节点是主节点：退出将解散整个集群（含 ${followers} 个从节点）`,
    ),
    { hint: text('repeat with --dissolve --yes if you mean it', '确认要解散请加 --dissolve --yes') },
  );
}

export function notNewer(name: string): AppError {
  return new AppError(
    'not-allowed',
    text(
      `the configuration that ${name} holds is not newer than this leader's`,
      `${name} 持有的配置并不比本主节点的新`,
    ),
    {
      hint: text(
        'nothing is to be adopted; this leader pushes its own as soon as it reaches that node',
        '无需采用；本主节点连通该节点后会自动推送自己的配置',
      ),
    },
  );
}

export function nothingToAdopt(name: string): AppError {
  return new AppError(
    'unavailable',
    text(`${name} gave no complete configuration of this cluster`, `${name} 没有给出本集群的完整配置`),
    {
      hint: text(
        'check that it runs this program and names this node as leader',
        '请确认其运行本程序并以本节点为主节点',
      ),
    },
  );
}
