// What does the body of any API request have to be, and which secret does it bring?
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';

export type RequestBody = Readonly<Record<string, unknown>>;

/** AppError `invalid` unless the body is one JSON object. */
export function parseRequestBody(bytes: Uint8Array): RequestBody {
  const value = parseJson(bytes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as RequestBody;
  throw notAnObject();
}

/** null: none was sent, or something that is no text. */
export function readSecret(body: RequestBody): string | null {
  const secret = body['cocoaSecret'];
  return typeof secret === 'string' ? secret : null;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
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
