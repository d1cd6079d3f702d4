// What does the body of any API request have to be, and which secret does it bring?
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';

export type RequestBody = Readonly<Record<string, unknown>>;

/** AppError `invalid` unless the body is one JSON object in UTF-8. */
export function parseRequestBody(bytes: Uint8Array): RequestBody {
  return objectFrom(() => strictUtf8.decode(bytes));
}

/** The same for a body that is text already. */
export function parseRequestText(body: string): RequestBody {
  return objectFrom(() => body);
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function objectFrom(decode: () => string): RequestBody {
  const value = parseJson(decode);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as RequestBody;
  throw notAnObject();
}

/** null: none was sent, or something that is no text. */
export function readSecret(body: RequestBody): string | null {
  const secret = body['cocoaSecret'];
  return typeof secret === 'string' ? secret : null;
}

function parseJson(decode: () => string): unknown {
  try {
    return JSON.parse(decode());
  } catch (cause) {
    // The parser's own message quotes the body, and there may be a secret in it.
    throw new AppError('invalid', text('The body is not JSON in UTF-8.', '请求体不是 UTF-8 编码的 JSON。'), {
      field: 'body',
      cause: cause instanceof SyntaxError ? undefined : cause,
    });
  }
}

function notAnObject(): AppError {
  return new AppError(
    'invalid',
    text(
      'The body must be a JSON object, e.g. {"cocoaSecret": "…"}.',
      '请求体必须是 JSON 对象，例如 {"cocoaSecret": "…"}。',
    ),
    { field: 'body' },
  );
}
