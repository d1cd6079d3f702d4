import { text } from '../model/text.ts';
import { balance } from './acts/balance.ts';
import { nodeDies } from './acts/node-dies.ts';
import { nodeReturns } from './acts/node-returns.ts';
import { refuseEdit } from './acts/refuse-edit.ts';
import { setUp } from './acts/set-up.ts';
import { HOST } from './cast.ts';
import type { Stage } from './stage/stage.ts';

/** Answers: what happens in the demonstration, in which order? Rejects when anything does not. */
export async function tellStory(stage: Stage): Promise<void> {
  stage.narrator.explain(INTRODUCTION);
  const atFirst = await setUp(stage);
  const mark = stage.mark();
  const withoutB = await nodeDies(stage, {
    victim: 'B',
    title: text('2. A follower dies', '二、一个从节点死亡'),
    prologue: text('B holds the line of China Unicom.', 'B 持有联通线路。'),
    isExplained: true,
    before: atFirst,
  });
  const withB = await nodeReturns(stage, {
    name: 'B',
    title: text('3. It comes back', '三、它回来了'),
    prologue: text('B is started again, with its old data.', '重新启动 B，数据仍是原来的。'),
    before: withoutB,
  });
  const withoutA = await nodeDies(stage, {
    victim: 'A',
    title: text('4. The leader dies', '四、主节点死亡'),
    prologue: text(
      'A is the leader and holds three lines, among them the default that answers everybody else.',
      'A 是主节点，持有三条线路，其中包括应答所有其他访客的默认线路。',
    ),
    isExplained: false,
    before: withB,
  });
  await refuseEdit(stage, 'B');
  const onlyB = await nodeDies(stage, {
    victim: 'C',
    title: text('5. Another death, with the leader still gone', '五、主节点不在，又一个节点死亡'),
    prologue: text('Now only B and C are left, both followers.', '现在只剩 B 和 C 两个从节点。'),
    isExplained: false,
    before: withoutA,
  });
  const withA = await nodeReturns(stage, {
    name: 'A',
    title: text('6. The leader returns', '六、主节点归来'),
    prologue: text(
      'One node has carried all six lines. A is started again.',
      '一个节点撑起了全部六条线路。现在重新启动 A。',
    ),
    before: onlyB,
  });
  await nodeReturns(stage, {
    name: 'C',
    title: text('7. And the last one', '七、最后一个也归来'),
    prologue: text('C is started again.', '重新启动 C。'),
    before: withA,
  });
  balance(stage, mark);
}

const INTRODUCTION = text(
  `CocoaSyncer keeps ${HOST} reachable: for visitors of every ISP line, DNS leads to a node that is alive. ` +
    'You will see three nodes of a cluster die and return. They are real processes of this program; only the DNS provider is a sandbox on this machine. It takes two to three minutes. Ctrl-C ends it at any time.',
  `CocoaSyncer 让 ${HOST} 始终可达：对每条线路的访客，DNS 都指向一个存活的节点。` +
    '接下来您将看到集群的三个节点先后死亡与归来。它们都是本程序的真实进程，只有 DNS 服务商由本机的沙箱扮演。全程两到三分钟，随时可按 Ctrl-C 结束。',
);
