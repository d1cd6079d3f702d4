// What becomes of a refusal by the application? A business code inside HTTP 200.
import { AppError } from '../model/app-error.ts';
import { encodeControlError } from '../wire/control.ts';
import type { Envelope } from '../wire/envelope.ts';

/** Faults of this program pass: they are answered with HTTP 500. */
export async function answerOrRefusal(answer: () => Promise<Envelope>): Promise<Envelope> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
    return encodeControlError(error);
  }
}
