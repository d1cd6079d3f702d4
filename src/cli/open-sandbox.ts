import { startSandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { SANDBOX_KEY } from '../sandbox/engine/options.ts';
import { AppError } from '../model/app-error.ts';
import { text, type Language } from '../model/text.ts';
import type { Running } from './keep-running.ts';

/** Answers: how is a sandbox started from the command line, and what is said about it? */
export interface OpenSandbox extends Running {
  readonly lines: Readonly<Record<Language, readonly string[]>>;
}

export async function openSandbox(options: SandboxOptions): Promise<OpenSandbox> {
  const sandbox = await startSandbox(options).catch((error: unknown) => {
    throw withOption(error);
  });
  const zone = options.zones?.[0]?.name ?? 'example.test';
  const dig = `dig @${sandbox.dnsHost} -p ${sandbox.dnsPort} www.${zone} +subnet=`;
  // `keyId` and `keySecret` are the sandbox's own, known to everybody.
  const { keyId, keySecret } = SANDBOX_KEY;
  return {
    closed: new Promise<never>(() => undefined),
    stop: () => sandbox.stop(),
    lines: {
      en: [
        `Alidns API   ${sandbox.apiUrl}  (access key ${keyId}, secret ${keySecret})`,
        `DNS          ${sandbox.dnsHost}, port ${sandbox.dnsPort}`,
        `Try          ${dig}<client address>/24`,
        'Ctrl-C ends it.',
      ],
      zh: [
        `Alidns API   ${sandbox.apiUrl}（AccessKey ${keyId}，Secret ${keySecret}）`,
        `DNS          ${sandbox.dnsHost}，端口 ${sandbox.dnsPort}`,
        `试一试       ${dig}<客户端地址>/24`,
        '按 Ctrl-C 结束。',
      ],
    },
  };
}

const PORT_OPTIONS: Readonly<Record<string, string>> = { apiPort: '--api-port', dnsPort: '--dns-port' };

/** A port that cannot be had is named as it is set on the command line. */
function withOption(error: unknown): unknown {
  if (!(error instanceof AppError) || error.field === null) return error;
  const option = PORT_OPTIONS[error.field];
  if (option === undefined) return error;
  return new AppError(error.code, error.text, {
    field: option,
    cause: error,
    hint: text(
      `Give another port with ${option} (0: any free one), or end the program that uses this one.`,
      `请用 ${option} 指定其他端口（0 表示任意空闲端口），或结束占用它的程序。`,
    ),
  });
}
