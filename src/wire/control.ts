// What do the command line and a running daemon say to each other? Paths, requests, answers.
import { z } from 'zod';

import type { EditReport, PlanReport } from '../http/application.ts';
import { AppError } from '../model/app-error.ts';
import type { ErrorCode } from '../model/app-error.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Edit } from '../model/edit.ts';
import type { Secret } from '../model/secret.ts';
import { text } from '../model/text.ts';
import { editJson, editSchema } from './control-edit.ts';
import { editReportSchema, planReportSchema, textSchema } from './control-report.ts';
import { clusterViewSchema } from './control-view.ts';
import {
  BUSINESS_CODES,
  STATUS_STRINGS,
  doneEnvelope,
  envelope,
  notAllowedEnvelope,
  unauthorizedEnvelope,
} from './envelope.ts';
import type { Envelope, WireError } from './envelope.ts';
import { arrayOrNull, parseStructure } from './structure.ts';

/** POST paths of the control API. All take the node's own secret. */
export const CONTROL_PATHS = {
  view: '/v1/cocoaSyncer/view',
  plan: '/v1/cocoaSyncer/plan',
  preview: '/v1/cocoaSyncer/preview',
  edit: '/v1/cocoaSyncer/edit',
  quit: '/v1/cocoaSyncer/quit',
  freeze: '/v1/cocoaSyncer/freeze',
  drain: '/v1/cocoaSyncer/drain',
  config: '/v1/cocoaSyncer/config',
  witness: '/v1/cocoaSyncer/witness',
} as const;

export type ControlAction = keyof typeof CONTROL_PATHS;

/** No details are needed: the path says it all. */
export type NoDetails = Readonly<Record<string, never>>;

export interface ControlRequests {
  readonly view: NoDetails;
  /** Names or codes of nodes to imagine dead. */
  readonly plan: { readonly without: readonly string[] };
  readonly preview: { readonly edit: Edit };
  readonly edit: { readonly edit: Edit; readonly touchRecords: boolean };
  readonly quit: { readonly dissolve: boolean };
  readonly freeze: { readonly frozen: boolean };
  readonly drain: NoDetails;
  readonly config: { readonly adopt: string } | { readonly force: true };
  readonly witness: NoDetails;
}

export interface WitnessName {
  readonly node: string;
  readonly zone: string;
  readonly rr: string;
}

/** `result` of an answer; null where doing it is all there is to say. */
export interface ControlResults {
  /** Secrets inside are `***`. */
  readonly view: ClusterView;
  readonly plan: PlanReport;
  readonly preview: EditReport;
  readonly edit: EditReport;
  readonly quit: null;
  readonly freeze: null;
  readonly drain: { readonly handedOver: number; readonly kept: number };
  readonly config: null;
  readonly witness: readonly WitnessName[];
}

export type ControlAnswer<A extends ControlAction> =
  | { readonly kind: 'done'; readonly result: ControlResults[A] }
  | { readonly kind: 'refused'; readonly error: AppError };

const none: z.ZodType<NoDetails> = z.object({}).transform(() => ({}));
const nothing: z.ZodType<null> = z.unknown().transform(() => null);

const requestSchemas: { readonly [A in ControlAction]: z.ZodType<ControlRequests[A]> } = {
  view: none,
  plan: z.object({ without: arrayOrNull(z.string()) }),
  preview: z.object({ edit: editSchema }),
  edit: z.object({ edit: editSchema, touchRecords: z.boolean().default(false) }),
  quit: z.object({ dissolve: z.boolean().default(false) }),
  freeze: z.object({ frozen: z.boolean() }),
  drain: none,
  config: z.union([z.object({ adopt: z.string().min(1) }), z.object({ force: z.literal(true) })]),
  witness: none,
};

const resultSchemas: { readonly [A in ControlAction]: z.ZodType<ControlResults[A]> } = {
  view: clusterViewSchema,
  plan: planReportSchema,
  preview: editReportSchema,
  edit: editReportSchema,
  quit: nothing,
  freeze: nothing,
  drain: z.object({ handedOver: z.number(), kept: z.number() }),
  config: nothing,
  witness: z.array(z.object({ node: z.string(), zone: z.string(), rr: z.string() })),
};

/** The JSON body of a request, with secrets in clear: send it, never log it. */
export function encodeControlRequest(secret: Secret, request: ControlRequests[ControlAction]): string {
  const details: object = 'edit' in request ? { ...request, edit: editJson(request.edit) } : request;
  return JSON.stringify({ cocoaSecret: secret.reveal(), ...details });
}

/** AppError `invalid` naming the field. The secret is the caller's business (`readSecret`). */
export function parseControlRequest<A extends ControlAction>(action: A, body: unknown): ControlRequests[A] {
  return parseStructure<z.ZodType<ControlRequests[A]>>(requestSchemas[action], body, '');
}

export function encodeControlResult<A extends ControlAction>(
  result: ControlResults[A],
): Envelope & { readonly result: ControlResults[A] } {
  return { ...doneEnvelope, result };
}

/** A refusal as a business code; the API document's sentences for 401 and 405, the error's own otherwise. */
export function encodeControlError(error: AppError): Envelope & { readonly error: WireError } {
  const { code, hint, field } = error;
  const details = { error: { code, text: error.text, hint, field } };
  if (code === 'unauthorized') return { ...unauthorizedEnvelope, ...details };
  if (code === 'not-allowed') return { ...notAllowedEnvelope, ...details };
  return { ...envelope(BUSINESS_CODES[code], error.text.en), ...details };
}

const answerSchema = z.object({
  statusCode: z.number(),
  statusString: z.string(),
  result: z.unknown().optional(),
  error: z
    .object({ code: z.string(), text: textSchema, hint: textSchema.nullable(), field: z.string().nullable() })
    .optional(),
});

/** AppError `unavailable` when the answer is none of this API: something else listens there. */
export function parseControlAnswer<A extends ControlAction>(action: A, body: unknown): ControlAnswer<A> {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw strangeAnswer(parsed.error);
  const { statusCode, statusString, result, error } = parsed.data;
  if (statusCode !== 200) return { kind: 'refused', error: refusal(statusCode, statusString, error) };
  try {
    const schema: z.ZodType<ControlResults[A]> = resultSchemas[action];
    return { kind: 'done', result: parseStructure(schema, result, 'result') };
  } catch (cause) {
    throw strangeAnswer(cause);
  }
}

function refusal(
  statusCode: number,
  statusString: string,
  error: z.output<typeof answerSchema>['error'],
): AppError {
  const code = errorCodes.find((known) => BUSINESS_CODES[known] === statusCode) ?? 'internal';
  if (error === undefined) return new AppError(code, refusalText(statusCode, statusString));
  return new AppError(errorCodes.find((known) => known === error.code) ?? code, error.text, {
    ...(error.hint === null ? {} : { hint: error.hint }),
    ...(error.field === null ? {} : { field: error.field }),
  });
}

const errorCodes = Object.keys(BUSINESS_CODES) as readonly ErrorCode[];

function refusalText(statusCode: number, statusString: string): { readonly en: string; readonly zh: string } {
  if (statusString === STATUS_STRINGS[401]) {
    return text('The daemon refused the secret.', '守护进程不接受这个密钥。');
  }
  return text(
    `The daemon answered ${statusCode}: ${statusString}`,
    `守护进程返回 ${statusCode}:${statusString}`,
  );
}

function strangeAnswer(cause: unknown): AppError {
  return new AppError(
    'unavailable',
    text('The answer is not one of this program’s control API.', '收到的应答不符合本程序的控制接口。'),
    {
      hint: text(
        'Check that the address and port belong to a CocoaSyncer of the same version.',
        '请确认该地址和端口上运行的是同一版本的 CocoaSyncer。',
      ),
      cause,
    },
  );
}
