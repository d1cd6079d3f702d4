import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';
import type { NodeName } from '../cast.ts';
import { DemoFailure } from '../failure.ts';
import type { Stage } from '../stage/stage.ts';

/** Without its leader the cluster goes on, and its configuration stands still: a follower must refuse a change. */
export async function refuseEdit(stage: Stage, follower: NodeName): Promise<void> {
  const outcome = await tryEdit(stage, follower);
  if (outcome !== 'not-allowed') {
    throw new DemoFailure(
      text(`follower ${follower} refuses a change of the configuration`, `从节点 ${follower} 拒绝更改配置`),
      text(outcome, outcome),
    );
  }
  stage.narrator.tell(
    text(
      `No new leader was elected, and none was needed: the leader only edits the configuration. Asked to change it, ${follower} refuses until A is back; everything else goes on.`,
      `没有选举新的主节点，也无需选举：主节点只负责编辑配置。请求 ${follower} 更改配置会被拒绝，直到 A 回来；其余一切照常。`,
    ),
  );
}

async function tryEdit(stage: Stage, follower: NodeName): Promise<string> {
  try {
    await stage.nodes[follower].client.preview({ kind: 'cluster-set', timeoutMinutes: 5 });
    return 'accepted';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}
