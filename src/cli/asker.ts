/**
 * Answers: how are questions asked? A contract, so that dialogues are tested with scripted answers and
 * only `clack-asker.ts` knows the package that draws them.
 *
 * Every method throws `Cancelled` when the person breaks off.
 */
export interface Asker {
  /** One line, trimmed. `check` says what is wrong with an answer, or null. */
  text(question: Question & { readonly initial?: string }): Promise<string>;
  /** As `text`, without showing what is typed. */
  secret(question: Question): Promise<string>;
  choose<Value extends string>(
    message: string,
    options: readonly Choice<Value>[],
    initial?: Value,
  ): Promise<Value>;
  /** Any number, none included. */
  chooseMany<Value extends string>(
    message: string,
    options: readonly Choice<Value>[],
    initial: readonly Value[],
  ): Promise<readonly Value[]>;
  confirm(message: string): Promise<boolean>;
}

export interface Question {
  readonly message: string;
  readonly check?: (answer: string) => string | null;
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}
