import { text, type Text } from './text.ts';

/**
 * Why something was refused or failed, in one of a few codes that every border maps once
 * (HTTP to a status, the command line to an exit code).
 *
 * - `invalid`       the input is wrong; `field` names the part
 * - `not-found`     the thing named does not exist
 * - `conflict`      it clashes with what exists, or somebody else changed it meanwhile
 * - `unauthorized`  wrong or missing secret
 * - `not-allowed`   this node's role or state does not permit it
 * - `unavailable`   something needed does not answer now; trying again may help
 * - `internal`      a fault of this program
 */
export type ErrorCode =
  'invalid' | 'not-found' | 'conflict' | 'unauthorized' | 'not-allowed' | 'unavailable' | 'internal';

export interface AppErrorDetails {
  /** What to do next, a full sentence. */
  readonly hint?: Text;
  /** The input field at fault, in the words of whoever gave it. */
  readonly field?: string;
  readonly cause?: unknown;
}

/** An error for people: what was expected, what was found, and what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly text: Text;
  readonly hint: Text | null;
  readonly field: string | null;

  constructor(code: ErrorCode, text: Text, details: AppErrorDetails = {}) {
    super(text.en, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.text = text;
    this.hint = details.hint ?? null;
    this.field = details.field ?? null;
  }
}

/** The problem and what to do about it, for places where only one text is shown. */
export function textWithHint({ text: problem, hint }: AppError): Text {
  return hint === null ? problem : text(`${problem.en} ${hint.en}`, `${problem.zh}${hint.zh}`);
}
