import { readFile } from 'node:fs/promises';
import { Secret } from '../model/secret.ts';
import { text, type Text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { inLanguage } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Answers: how does a secret get into a command? From a file, standard input, the environment or an answer
 * on the terminal; never from an argument, which every user of the machine can read.
 */

const MAX_BYTES = 64 * 1024;

export interface SecretOptions {
  readonly secretFile?: string;
  readonly secretStdin?: boolean;
}

/**
 * The secret from wherever it was given, or null when it was given nowhere.
 * @param variable name of the environment variable; `…_FILE` beside it names a file
 */
export async function givenSecret(
  cli: Cli,
  options: SecretOptions,
  variable: string,
): Promise<Secret | null> {
  const { env } = cli.terminal;
  if (options.secretFile !== undefined) return fromFile(options.secretFile, '--secret-file');
  if (options.secretStdin === true) return secretOf(await readAll(cli), '--secret-stdin');
  const value = env[variable];
  if (value !== undefined && value !== '') return secretOf(value, variable);
  const path = env[`${variable}_FILE`];
  return path === undefined || path === '' ? null : fromFile(path, `${variable}_FILE`);
}

/** As `givenSecret`, asking on a terminal when it was given nowhere, and refusing without one. */
export async function neededSecret(
  cli: Cli,
  options: SecretOptions,
  variable: string,
  question: Text,
): Promise<Secret> {
  const given = await givenSecret(cli, options, variable);
  if (given !== null) return given;
  if (cli.terminal.isInteractive) {
    const asker = await cli.parts.openAsker(cli.terminal);
    return secretOf(await asker.secret({ message: inLanguage(cli.terminal, question) }), 'answer');
  }
  throw new UsageError(text('The secret is missing.', '缺少密钥。'), {
    hint: text(
      `Give it by --secret-file PATH, --secret-stdin, ${variable} or ${variable}_FILE.`,
      `请用 --secret-file 路径、--secret-stdin、环境变量 ${variable} 或 ${variable}_FILE 提供。`,
    ),
  });
}

async function fromFile(path: string, source: string): Promise<Secret> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new UsageError(
      text(
        `${source}: the file "${path}" cannot be read (${code}).`,
        `${source}：无法读取文件“${path}”（${code}）。`,
      ),
      { field: source },
    );
  }
  return secretOf(content, source);
}

async function readAll(cli: Cli): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of cli.terminal.input) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    length += bytes.length;
    if (length > MAX_BYTES) break;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Line ends at the end are what editors and `echo` add; everything else belongs to the secret. */
function secretOf(content: string, source: string): Secret {
  const value = content.replace(/[\r\n]+$/, '');
  if (value !== '' && value.length <= MAX_BYTES && !/[\r\n]/.test(value)) return Secret.of(value);
  throw new UsageError(
    text(`${source}: expected one line with the secret.`, `${source}：应为仅含密钥的一行内容。`),
    { field: source },
  );
}
