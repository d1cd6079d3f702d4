// The heavy things, replaced: what a test does not give fails loudly when it is used.
import type { Asker } from '../../src/cli/asker.ts';
import type { Parts } from '../../src/cli/parts.ts';
import { Cancelled } from '../../src/cli/usage-error.ts';

export function fakeParts(given: Partial<Parts> = {}): Parts {
  const missing = (name: string) => () => Promise.reject(new Error(`the test gives no ${name}`));
  return {
    version: () => '9.8.7',
    loadSettings: missing('loadSettings'),
    storedIdentity: missing('storedIdentity'),
    initialiseFromLegacy: missing('initialiseFromLegacy'),
    readLegacy: missing('readLegacy'),
    startDaemon: missing('startDaemon'),
    startPages: missing('startPages'),
    startSandbox: missing('startSandbox'),
    runDemo: missing('runDemo'),
    openAsker: missing('openAsker'),
    onStopSignal: () => () => undefined,
    ...given,
  };
}

/**
 * An answer for each question in turn; `break-off` stands for Ctrl-C. An answer that is refused is followed by the
 * next one. Fails when there are too few.
 */
export function scriptedAsker(answers: readonly unknown[]): {
  asker: Asker;
  questions: string[];
  refusals: string[];
} {
  const rest = [...answers];
  const refusals: string[] = [];
  const questions: string[] = [];
  const answer = (message: string): unknown => {
    questions.push(message);
    if (rest.length === 0) throw new Error(`no answer is left for: ${message}`);
    const next = rest.shift();
    if (next === 'break-off') throw new Cancelled();
    return next;
  };
  const asker: Asker = {
    text: async ({ message, check, initial }) => {
      for (;;) {
        const given = answer(message);
        const value = given === 'as-it-is' ? (initial ?? '') : String(given);
        const problem = check?.(value) ?? null;
        if (problem === null) return value;
        refusals.push(problem);
      }
    },
    secret: async ({ message }) => String(answer(message)),
    choose: async (message, options) => oneOf(options, answer(message)),
    chooseMany: async (message, options, initial) => {
      const given = answer(message);
      return given === 'as-it-is' ? initial : (given as string[]).map((value) => oneOf(options, value));
    },
    confirm: async (message) => answer(message) === true,
  };
  return { asker, questions, refusals };
}

function oneOf<Value extends string>(options: readonly { readonly value: Value }[], wanted: unknown): Value {
  const found = options.find(({ value }) => value === wanted);
  if (found === undefined) throw new Error(`"${String(wanted)}" is not among the choices`);
  return found.value;
}
