import { confirm, isCancel, multiselect, password, select, text } from '@clack/prompts';
import type { Asker, Choice, Question } from './asker.ts';
import type { Terminal } from './terminal.ts';
import { Cancelled } from './usage-error.ts';

/** Answers: how do questions look on a terminal? */
export function openClackAsker(terminal: Terminal): Asker {
  const common = { input: terminal.input, output: terminal.output };
  const isChinese = terminal.language === 'zh';
  return {
    text: async ({ message, check, initial }) =>
      answered(
        await text({
          ...common,
          message,
          ...(initial === undefined ? {} : { initialValue: initial }),
          validate: validator(check),
        }),
      ).trim(),
    secret: async ({ message, check }) =>
      answered(await password({ ...common, message, mask: '*', validate: validator(check) })),
    choose: async (message, options, initial) =>
      answered(
        await select<string>({
          ...common,
          message,
          options: drawn(options),
          showInstructions: false,
          ...(initial === undefined ? {} : { initialValue: initial }),
        }),
      ) as (typeof options)[number]['value'],
    chooseMany: async (message, options, initial) =>
      answered(
        await multiselect<string>({
          ...common,
          message: `${message} ${isChinese ? '（空格选择，回车确认）' : '(space selects, enter confirms)'}`,
          options: drawn(options),
          initialValues: [...initial],
          required: false,
          showInstructions: false,
        }),
      ) as (typeof options)[number]['value'][],
    confirm: async (message) =>
      answered(
        await confirm({
          ...common,
          message,
          active: isChinese ? '是' : 'Yes',
          inactive: isChinese ? '否' : 'No',
          initialValue: false,
        }),
      ),
  };
}

function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (isCancel(answer) || typeof answer === 'symbol') throw new Cancelled();
  return answer as Exclude<Answer, symbol>;
}

function validator(check: Question['check']): (value: string | undefined) => string | undefined {
  return (value) => check?.((value ?? '').trim()) ?? undefined;
}

function drawn(options: readonly Choice<string>[]): { value: string; label: string }[] {
  return options.map(({ value, label }) => ({ value, label }));
}
