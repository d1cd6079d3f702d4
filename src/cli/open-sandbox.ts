import { startSandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { SANDBOX_KEY } from '../sandbox/engine/options.ts';
import type { Language } from '../model/text.ts';
import type { Running } from './keep-running.ts';

/** Answers: how is a sandbox started from the command line, and what is said about it? */
export interface OpenSandbox extends Running {
  readonly lines: Readonly<Record<Language, readonly string[]>>;
}

export async function openSandbox(options: SandboxOptions): Promise<OpenSandbox> {
  const sandbox = await startSandbox(options);
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
