import { validFamilies } from '../../cluster/validate-edit.ts';
import { AppError, textWithHint } from '../../model/app-error.ts';
import { FAMILIES, type Family } from '../../model/family.ts';
import { LINES, type Line } from '../../model/line.ts';
import { text, type Text } from '../../model/text.ts';
import type { Asker } from '../asker.ts';
import { lineName } from '../names.ts';
import { complain, inLanguage, type Terminal } from '../terminal.ts';

/** Answers: how are the things asked for that several dialogues need? */

/** One line that must not be empty. `parse` throws an AppError for an answer that will not do. */
export function askText(
  terminal: Terminal,
  asker: Asker,
  question: Text,
  parse: (answer: string) => unknown = () => undefined,
  initial?: string,
): Promise<string> {
  return asker.text({
    message: inLanguage(terminal, question),
    ...(initial === undefined ? {} : { initial }),
    check: (answer) => {
      if (answer === '') return inLanguage(terminal, text('Please answer.', '请输入内容。'));
      return problemOf(terminal, () => parse(answer));
    },
  });
}

export function askSecret(terminal: Terminal, asker: Asker, question: Text): Promise<string> {
  return asker.secret({
    message: inLanguage(terminal, question),
    check: (answer) => (answer === '' ? inLanguage(terminal, text('Please answer.', '请输入内容。')) : null),
  });
}

export function askLines(
  terminal: Terminal,
  asker: Asker,
  initial: readonly Line[],
): Promise<readonly Line[]> {
  const message = text(
    'Which lines does it own? None at all is an answer too',
    '承载哪些线路？也可以一条都不选',
  );
  return asker.chooseMany(
    inLanguage(terminal, message),
    LINES.map((line) => ({ value: line, label: lineName(line, terminal.language) })),
    initial,
  );
}

const FAMILY_NAMES: Readonly<Record<Family, Text>> = {
  v4: text('IPv4 (A records)', 'IPv4（A 记录）'),
  v6: text('IPv6 (AAAA records)', 'IPv6（AAAA 记录）'),
};

export function askFamilies(
  terminal: Terminal,
  asker: Asker,
  initial: readonly Family[],
): Promise<readonly Family[]> {
  const message = text('With which addresses does it serve?', '使用哪些类型的地址？');
  const ask = (): Promise<readonly Family[]> =>
    asker.chooseMany(
      inLanguage(terminal, message),
      FAMILIES.map((family) => ({ value: family, label: inLanguage(terminal, FAMILY_NAMES[family]) })),
      initial,
    );
  return askUntil(terminal, ask, (families) => validFamilies(families, inLanguage(terminal, FAMILY_FIELD)));
}

const FAMILY_FIELD = text('The choice', '所选项');

/** Asks again, saying why, while `check` throws an AppError. For choices, which cannot be checked on the way. */
export async function askUntil<Answer>(
  terminal: Terminal,
  ask: () => Promise<Answer>,
  check: (answer: Answer) => unknown,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    const problem = problemOf(terminal, () => check(answer));
    if (problem === null) return answer;
    complain(terminal, text(problem, problem));
  }
}

/** Which of several named things. AppError `not-found` when there is none to choose from. */
export async function askWhich<Thing>(
  terminal: Terminal,
  asker: Asker,
  question: Text,
  things: readonly Thing[],
  nameOf: (thing: Thing) => string,
): Promise<Thing> {
  if (things.length === 0) throw new AppError('not-found', text('There is none yet.', '目前还没有。'));
  const choices = things.map((thing, index) => ({ value: String(index), label: nameOf(thing) }));
  const chosen = things[Number(await asker.choose(inLanguage(terminal, question), choices))];
  if (chosen === undefined) throw new AppError('internal', text('Nothing was chosen.', '没有选择。'));
  return chosen;
}

function problemOf(terminal: Terminal, parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return inLanguage(terminal, textWithHint(error));
  }
}
