import { text } from '../model/text.ts';
import { sleep, systemClock } from '../platform/clock.ts';
import { HOST, NODE_NAMES, VISITORS } from './cast.ts';
import { movesText } from './acts/watch-moves.ts';
import { programPath } from './stage/program.ts';
import type { Stage } from './stage/stage.ts';

/** Answers: what can one look at and do while the demonstration is kept running? Ends with a signal. */

const LOOK_EVERY_MS = 500;

export async function explore(stage: Stage, folder: string, stopped: AbortSignal): Promise<void> {
  invite(stage, folder);
  let mark = stage.mark();
  const ended = new Set<string>();
  while (!stopped.aborted) {
    for (const move of stage.movesSince(mark)) stage.narrator.tell(movesText([move]), 'good');
    mark = stage.mark();
    for (const name of NODE_NAMES) {
      const { unexpectedEnd, pid } = stage.nodes[name];
      if (unexpectedEnd === null || ended.has(name)) continue;
      ended.add(name);
      stage.narrator.tell(
        text(
          `${name} (process ${pid}) is gone: ${unexpectedEnd}.`,
          `${name}（进程 ${pid}）已结束：${unexpectedEnd}。`,
        ),
        'bad',
      );
    }
    await sleep(systemClock, LOOK_EVERY_MS, stopped);
  }
}

function invite(stage: Stage, folder: string): void {
  const { narrator, sandbox, nodes } = stage;
  const { A, B } = nodes;
  const dig = `dig @${sandbox.dnsHost} -p ${sandbox.dnsPort} +short ${HOST} +subnet=`;
  narrator.chapter(text('Left running for you', '保持运行，供您体验'));
  const heading = (en: string, zh: string): void => {
    narrator.explain(text(en, zh));
  };
  heading('Status pages:', '状态页：');
  narrator.show(NODE_NAMES.map((name) => `${name}  ${nodes[name].url}/v1/status`));
  heading(
    'Ask DNS as a visitor of China Unicom, of China Telecom, of no listed ISP:',
    '以联通、电信、其他访客的身份查询 DNS：',
  );
  narrator.show(
    (['china-unicom', 'china-telecom', 'default'] as const).map((line) => dig + VISITORS[line].subnet),
  );
  heading(
    'Ask a node on the command line; settings of B and C stand beside it:',
    '用命令行查询节点（B、C 的配置文件在同一目录）：',
  );
  const program = `node ${programPath()}`;
  narrator.show([
    `${program} status --config ${A.settingsPath}`,
    `${program} plan --without C --config ${A.settingsPath}`,
  ]);
  heading('Kill B, watch the take-over here, and start it again:', '杀死 B，在此观察接管，然后重新启动：');
  narrator.show([`kill -9 ${B.pid}`, `${program} run --config ${B.settingsPath}`]);
  heading('Logs:', '日志：');
  narrator.show([...NODE_NAMES.map((name) => nodes[name].logPath), `${folder}/sandbox-journal.ndjson`]);
  heading('Ctrl-C ends everything and removes the folder.', '按 Ctrl-C 结束一切并删除该目录。');
}
