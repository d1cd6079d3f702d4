import { join, relative } from 'node:path';
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
  const visitors = (['china-unicom', 'china-telecom', 'default'] as const).map((line) => VISITORS[line]);
  const program = `node ${shortPath(programPath())}`;
  const offer = (en: string, zh: string, lines: readonly string[]): void => {
    narrator.explain(text(en, zh));
    narrator.offer(lines);
  };
  narrator.chapter(text('Left running for you', '保持运行，供您体验'));
  offer(
    'Status pages:',
    '状态页：',
    NODE_NAMES.map((name) => `${name}  ${nodes[name].url}/v1/status`),
  );
  offer(
    'Ask DNS as a visitor of China Unicom, of China Telecom, of no listed ISP:',
    '以联通、电信、其他访客的身份查询 DNS：',
    visitors.map(({ subnet }) => dig + subnet),
  );
  offer('Ask A on the command line:', '用命令行查询 A：', [
    `${program} status --config ${A.settingsPath}`,
    `${program} plan --without C --config ${A.settingsPath}`,
  ]);
  offer(
    'Kill B and watch the take-over here. Start it again, and it gets its line back, later each time it dies:',
    '杀死 B，在此观察接管。重新启动后线路会归还给它，死得越频繁，归还越晚：',
    [`kill -9 ${B.pid}`, `${program} run --config ${B.settingsPath}`],
  );
  offer('Logs:', '日志：', [
    ...NODE_NAMES.map((name) => nodes[name].logPath),
    join(folder, 'sandbox-journal.ndjson'),
  ]);
  narrator.explain(
    text('Ctrl-C ends everything and removes the folder.', '按 Ctrl-C 结束一切并删除该目录。'),
  );
}

/** From the present folder, where that is shorter. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length && !fromHere.startsWith('..') ? fromHere : path;
}
