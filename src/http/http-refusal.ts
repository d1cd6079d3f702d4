// Which requests never reach the API, and what are they told?
import type { Text } from '../model/text.ts';

/** HTTP statuses of refused requests; everything handled answers 200 with a business code. */
export type RefusalStatus = 400 | 404 | 405 | 413 | 429 | 500 | 503;

/** A request that is answered with an HTTP error status and the same status in the envelope. */
export class HttpRefusal extends Error {
  readonly status: RefusalStatus;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: RefusalStatus, sentence: Text, headers: Readonly<Record<string, string>> = {}) {
    super(sentence.en);
    this.name = 'HttpRefusal';
    this.status = status;
    this.headers = headers;
  }
}
