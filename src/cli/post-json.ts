import { AppError } from '../model/app-error.ts';
import { text, type Text } from '../model/text.ts';
import { exchange, HttpFailure } from '../platform/http.ts';

/**
 * Answers: what did the daemon answer to a POST, and if nothing, why? Redirections are not followed: the
 * body holds the node's secret.
 */

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** The answer's JSON. AppError `unavailable` when there is none. */
export async function postJson(url: string, body: string, deadlineMs: number): Promise<unknown> {
  const { origin } = new URL(url);
  let answer: string;
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const request = { url, method: 'POST', headers, body, timeoutMs: deadlineMs, maxBytes: MAX_ANSWER_BYTES };
    answer = (await exchange(request)).body;
  } catch (error) {
    throw error instanceof HttpFailure ? explain(error, origin, deadlineMs) : error;
  }
  try {
    return JSON.parse(answer);
  } catch {
    throw notOurs(origin);
  }
}

function explain(failure: HttpFailure, origin: string, deadlineMs: number): AppError {
  if (failure.kind === 'timeout') return tooLate(origin, deadlineMs);
  if (failure.kind === 'too-large') return notOurs(origin);
  if (failure.detail === 'ECONNREFUSED') return notRunning(origin);
  return unreachable(origin, failure);
}

function notRunning(origin: string): AppError {
  return unavailable(
    text(`No daemon is running at ${origin}.`, `${origin} 上没有运行中的守护进程。`),
    text(
      'Start it with `cocoasyncer run` (or `npm start` in a clone). If it listens elsewhere, give its settings ' +
        'file by --config, or set COCOASYNCER_URL.',
      '请用 `cocoasyncer run`（源码目录中用 `npm start`）启动它。如果它监听在别处，请用 --config 指定其配置文件，' +
        '或设置 COCOASYNCER_URL。',
    ),
  );
}

function unreachable(origin: string, { detail, isUnsent }: HttpFailure): AppError {
  return unavailable(
    text(
      `The daemon at ${origin} cannot be reached (${detail}).`,
      `无法连接 ${origin} 上的守护进程（${detail}）。`,
    ),
    isUnsent
      ? text(
          'Nothing was sent. Check the address (COCOASYNCER_URL) and the network.',
          '请求没有发出。请检查地址（COCOASYNCER_URL）和网络。',
        )
      : text(
          'Whether the request arrived could not be confirmed: look at `cocoasyncer status` before repeating a change.',
          '无法确认请求是否已送达：重复更改之前，请先查看 `cocoasyncer status`。',
        ),
  );
}

function tooLate(origin: string, deadlineMs: number): AppError {
  const seconds = deadlineMs / 1000;
  return unavailable(
    text(
      `The daemon at ${origin} did not answer within ${seconds} s; whether it did what was asked could not be confirmed.`,
      `${origin} 上的守护进程在 ${seconds} 秒内没有应答，无法确认操作是否已执行。`,
    ),
    text(
      'Look at `cocoasyncer status` and at its log before trying again.',
      '请先查看 `cocoasyncer status` 和守护进程日志，再决定是否重试。',
    ),
  );
}

function notOurs(origin: string): AppError {
  return unavailable(
    text(`What answers at ${origin} is no CocoaSyncer.`, `${origin} 上应答的不是 CocoaSyncer。`),
    text(
      'Another program may use this port: check APIPort in the settings file, or COCOASYNCER_URL.',
      '该端口可能被其他程序占用：请检查配置文件中的 APIPort，或 COCOASYNCER_URL。',
    ),
  );
}

function unavailable(message: Text, hint: Text): AppError {
  return new AppError('unavailable', message, { hint });
}
