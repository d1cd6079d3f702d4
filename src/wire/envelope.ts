// How is any answer of the API wrapped, and which words does the API document prescribe?
import type { ErrorCode } from '../model/app-error.ts';
import type { Text } from '../model/text.ts';

/** Business codes. 200, 201, 401 and 405 are the API document's; the others are ours. */
export type BusinessCode = 200 | 201 | 400 | 401 | 404 | 405 | 409 | 500 | 503;

/** The sentences of the API document, to the letter. */
export const STATUS_STRINGS = {
  200: 'MafuMafu~',
  201: 'Mafu?',
  401: 'Unauthorized! You are not Cocoa!',
  405: 'Not Allowed! Cocoa is soooo kawaii, Do you still sure you really want to eat Cocoa???',
} as const;

/** Content type of every JSON answer, as the Go program sends it. */
export const JSON_CONTENT_TYPE = 'application/json; charset=utf-8';

export interface Envelope {
  readonly statusCode: number;
  readonly statusString: string;
}

/** The error part of a refused control request. */
export interface WireError {
  readonly code: ErrorCode;
  readonly text: Text;
  readonly hint: Text | null;
  readonly field: string | null;
}

export const doneEnvelope: Envelope = { statusCode: 200, statusString: STATUS_STRINGS[200] };
export const waitingEnvelope: Envelope = { statusCode: 201, statusString: STATUS_STRINGS[201] };
export const unauthorizedEnvelope: Envelope = { statusCode: 401, statusString: STATUS_STRINGS[401] };
export const notAllowedEnvelope: Envelope = { statusCode: 405, statusString: STATUS_STRINGS[405] };

/** An envelope of ours: an HTTP status or a business code with a sentence of its own. */
export function envelope(statusCode: number, statusString: string): Envelope {
  return { statusCode, statusString };
}

/** The one table from error codes to business codes. */
export const BUSINESS_CODES: Readonly<Record<ErrorCode, BusinessCode>> = {
  invalid: 400,
  unauthorized: 401,
  'not-found': 404,
  'not-allowed': 405,
  conflict: 409,
  internal: 500,
  unavailable: 503,
};
