/**
 * What `npm start` shows a newcomer: a sandbox in place of a DNS account, with a sample service that has a
 * record on every line. Set up by the same edits that a person would make.
 */
import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Application } from '../http/application.ts';
import { AppError } from '../model/app-error.ts';
import { Secret } from '../model/secret.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import type { Clock } from '../platform/clock.ts';
import { sleep } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { SANDBOX_KEY } from '../sandbox/engine/options.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

const ZONE = 'example.test';
const LABEL = 'www';
const ADDRESS_PATIENCE_MS = 10_000;

/** Starts the embedded sandbox, if the settings want one; its records outlive the process. */
export async function openSandbox(config: Config, log: Log): Promise<Sandbox | null> {
  if (config.sandbox === null) return null;
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  const { apiPort, dnsPort } = config.sandbox;
  const recordsFile = join(resolve(config.dataFolder), 'sandbox-records.json');
  try {
    return await startSandbox({ apiPort, dnsPort, recordsFile, log: log.child({ part: 'sandbox' }) });
  } catch (error) {
    throw error instanceof AppError ? inSettings(error) : error;
  }
}

/** The sandbox names its own option; the person at the terminal knows the settings'. */
function inSettings(error: AppError): AppError {
  const key = error.field === 'apiPort' ? 'APIPort' : error.field === 'dnsPort' ? 'DNSPort' : null;
  if (key === null) return error;
  const setting = `Sandbox.${key}`;
  const variable = `COCOASYNCER_SANDBOX_${key.toUpperCase()}`;
  return new AppError(error.code, error.text, {
    field: setting,
    hint: text(
      `End the other program, or set ${setting} (environment: ${variable}) to a free port.`,
      `请结束占用端口的程序，或将 ${setting}（环境变量 ${variable}）设为空闲端口。`,
    ),
    cause: error,
  });
}

/** Adds the sandbox's account and the sample service. A failure is told and stops nothing. */
export async function furnishSandbox(application: Application, clock: Clock, log: Log): Promise<void> {
  const deadline = clock.monotonicMs() + ADDRESS_PATIENCE_MS;
  while (application.view().addresses.v4 === null && clock.monotonicMs() < deadline) await sleep(clock, 50);
  const keySecret = Secret.of(SANDBOX_KEY.keySecret);
  try {
    await application.apply(
      { kind: 'account-add', provider: 'Ali', keyId: SANDBOX_KEY.keyId, keySecret },
      false,
    );
    const service = { name: 'Sample 示例', zone: ZONE, label: LABEL, provider: 'Ali' } as const;
    await application.apply({ kind: 'service-add', ...service }, true);
  } catch (error) {
    log.warn('sample-failed', text('the sample service could not be set up', '示例服务未能建立'), {
      error: error instanceof AppError ? error : String(error),
    });
  }
}

/** The few lines a newcomer reads first. */
export function welcome(config: Config, baseUrl: string, sandbox: Sandbox): readonly Text[] {
  const dig = `dig @${sandbox.dnsHost} -p ${sandbox.dnsPort} +subnet=101.80.0.1 +short ${LABEL}.${ZONE}`;
  return [
    text(
      `Node "${config.nodeName}" (leader) runs at ${baseUrl}`,
      `节点“${config.nodeName}”（主节点）运行于 ${baseUrl}`,
    ),
    text(
      `Sandbox in place of a DNS account: API ${sandbox.apiUrl}, name server ${sandbox.dnsHost}:${sandbox.dnsPort}`,
      `以沙箱代替 DNS 账号：接口 ${sandbox.apiUrl}，域名服务器 ${sandbox.dnsHost}:${sandbox.dnsPort}`,
    ),
    text(`Ask it as a Telecom visitor:  ${dig}`, `以电信访客的身份查询：  ${dig}`),
    text(
      `Status page:                  ${baseUrl}/v1/status`,
      `状态页：                ${baseUrl}/v1/status`,
    ),
    text(
      `Listens on this machine only. To open it and use a real account: copy config/config.example.yaml to config/config.yaml, edit it, start again.`,
      `目前仅监听本机。如需对外开放并使用真实账号：将 config/config.example.yaml 复制为 config/config.yaml，编辑后重新启动。`,
    ),
  ];
}
