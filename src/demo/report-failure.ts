import { complain, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import type { DemoFailure } from './failure.ts';

/** Answers: what does a person read when the story did not go as it must? */
export function reportDemoFailure(terminal: Terminal, error: DemoFailure | AppError, folder: string): void {
  const { en, zh } = wordsOf(error);
  complain(
    terminal,
    text(
      [
        '',
        'The demonstration failed.',
        ...en,
        `  logs:     ${folder} (A.log, B.log, C.log, sandbox-journal.ndjson)`,
      ].join('\n'),
      ['', '演示失败。', ...zh, `  日志：${folder}（A.log、B.log、C.log、sandbox-journal.ndjson）`].join(
        '\n',
      ),
    ),
  );
}

function wordsOf(error: DemoFailure | AppError): {
  readonly en: readonly string[];
  readonly zh: readonly string[];
} {
  if (error instanceof AppError) {
    const { hint } = error;
    return {
      en: [`  ${error.text.en}`, ...(hint === null ? [] : [`  ${hint.en}`])],
      zh: [`  ${error.text.zh}`, ...(hint === null ? [] : [`  ${hint.zh}`])],
    };
  }
  return {
    en: [`  expected: ${error.expected.en}`, `  found:    ${error.found.en}`],
    zh: [`  应当：${error.expected.zh}`, `  实际：${error.found.zh}`],
  };
}
