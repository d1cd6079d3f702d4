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

export function unreachable(url: string, why: string): AppError {
  return new AppError('unavailable', text(`no answer from ${url}: ${why}`, `${url} 没有应答：${why}`), {
    field: 'url',
    hint: text(
      'check that the daemon runs there and that this machine reaches its address',
      '请确认该处的守护进程正在运行，且本机可以访问该地址',
    ),
  });
}

export function wrongSecret(): AppError {
  return new AppError('invalid', text('the node refuses this secret', '该节点拒绝此密钥'), {
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
