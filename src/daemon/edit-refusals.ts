/** Why an edit is refused before it is tried, in words. */
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';

export function staleLeader(): AppError {
  return new AppError(
    'not-allowed',
    text(
      'this leader’s configuration is older than, or differs from, what a follower holds',
      '本主节点的配置比从节点的旧，或与之不一致',
    ),
    {
      hint: text(
        'take the follower’s with `cocoasyncer config adopt <node>`, or let this one win with `cocoasyncer config force`',
        '用 `cocoasyncer config adopt <节点>` 采用从节点的配置，或用 `cocoasyncer config force` 以本节点为准',
      ),
    },
  );
}

export function undecided(): AppError {
  return new AppError(
    'unavailable',
    text('this leader has not compared itself with its followers yet', '本主节点尚未与从节点核对配置'),
    { hint: text('try again in a few seconds', '请几秒后重试') },
  );
}

/** `why`: what asking the node came to, e.g. `HTTP 404` or `the answer is not JSON`. */
export function unreachable(url: string, why: string): AppError {
  if (/^HTTP \d|\bJSON\b/.test(why)) return notANode(url, why);
  return new AppError('unavailable', text(`no answer from ${url}: ${why}`, `${url} 没有应答：${why}`), {
    field: 'url',
    hint: text(
      'check that the daemon runs there and that this machine reaches its address',
      '请确认该处的守护进程正在运行，且本机可以访问该地址',
    ),
  });
}

/** Something answers there, but not as a node does. */
function notANode(url: string, answer: string): AppError {
  const found = answer.startsWith('HTTP ') ? answer : null;
  return new AppError(
    'unavailable',
    text(
      `${url} answers ${found ?? 'what is not JSON'}: is that a CocoaSyncer node?`,
      `${url} 返回${found === null ? '的不是 JSON' : ` ${found}`}：那里是 CocoaSyncer 节点吗？`,
    ),
    {
      field: 'url',
      hint: text(
        'check host and port; the port is the APIPort of that node, unless a reverse proxy stands before it',
        '请核对主机和端口：端口应为该节点的 APIPort，除非其前面有反向代理',
      ),
    },
  );
}

/** `conflict`: the call is in order, the answer of the node is not what was hoped for. */
export function wrongSecret(): AppError {
  return new AppError('conflict', text('the node refuses this secret', '该节点拒绝此密钥'), {
    field: 'secret',
    hint: text('use the CocoaSecret of the node to be added', '请使用要添加的节点的 CocoaSecret'),
  });
}

export function alreadyJoined(name: string): AppError {
  return new AppError('conflict', text(`${name} is in a cluster already`, `${name} 已在某个集群中`), {
    field: 'url',
    hint: text(
      'let it leave first: `cocoasyncer quit` on that node',
      '请先在该节点上运行 `cocoasyncer quit` 退出',
    ),
  });
}

export function legacyDenied(name: string): AppError {
  return new AppError(
    'not-allowed',
    text(
      `${name} runs the Go program, and clear secrets would have to be sent to it`,
      `${name} 运行的是 Go 版程序，必须向其发送明文密钥`,
    ),
    {
      field: 'url',
      hint: text(
        'allow it with `cocoasyncer cluster set --legacy-peers allow`',
        '可用 `cocoasyncer cluster set --legacy-peers allow` 允许',
      ),
    },
  );
}
