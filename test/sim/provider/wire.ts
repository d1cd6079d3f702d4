/**
 * The way of one process to the simulated Alidns and back, in the place of pop-core: a request is under way, arrives
 * and takes effect, and its answer is under way again. Only before it arrives can it be taken back.
 */
import type { AliyunApi, Answer, ApiOptions, Parameters } from '../../../src/dns/provider/aliyun/api.ts';
import { isBody, UnexpectedShape, textAt } from '../../../src/dns/provider/aliyun/convert.ts';
import { Ended } from '../../../src/dns/provider/deadline.ts';
import { UNREACHABLE } from '../../../src/dns/provider/memory/disturbance.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { jitter, type Random } from '../../../src/platform/random.ts';
import type { Alidns, Reply, Request } from './alidns.ts';
import type { Befall, Befallen, ProviderCall } from './disturbance.ts';

export interface AlidnsWire {
  readonly service: Alidns;
  /** Whose changes these are. */
  readonly client: string;
  /** The world's time: what is under way does not wait for any process. */
  readonly time: Pick<Clock, 'after'>;
  readonly random: Random;
  /** One way, ± 50 %, ms. */
  readonly latencyMs: number;
  /** Asked about every request when it leaves; null: nothing befalls it. */
  readonly befall: Befall;
  /** Whether nothing gets through at this moment, in either direction. */
  readonly isCut: () => boolean;
  /** Brings the process what arrives, if and when it is there to take it. */
  readonly deliver: (run: () => void) => void;
}

const URL = 'https://alidns.aliyuncs.com/';
const ACTIONS: Readonly<Record<string, ProviderCall['action']>> = {
  DescribeDomainRecords: 'readZone',
  DescribeDomainInfo: 'describeZone',
  AddDomainRecord: 'addRecord',
  UpdateDomainRecord: 'updateValue',
  UpdateDomainRecordRemark: 'addRecord',
  DeleteDomainRecord: 'deleteRecord',
};

/** What arrives in the end: an answer, or the news that the connection is no more. */
type Arrival = Reply | 'broken' | 'refused' | 'garbled';

/** For `AliyunProviderOptions.createApi`. */
export function simulatedApi(wire: AlidnsWire): (options: ApiOptions) => AliyunApi {
  return ({ keyId, keySecret }) => {
    const open = new Set<() => void>();
    return {
      call: async (action, parameters, signal) => {
        if (signal.aborted) throw new Ended();
        const request = { action, parameters: asText(parameters), keyId, keySecret, client: wire.client };
        return exchange(wire, request, signal, open);
      },
      close: () => {
        for (const destroy of open) destroy();
      },
    };
  };
}

function exchange(
  wire: AlidnsWire,
  request: Request,
  signal: AbortSignal,
  open: Set<() => void>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const end = (): void => {
      isOver = true;
      open.delete(destroy);
      signal.removeEventListener('abort', destroy);
    };
    const destroy = (): void => {
      end();
      reject(new Ended());
    };
    open.add(destroy);
    signal.addEventListener('abort', destroy, { once: true });

    const befallen = befallenOf(wire, request);
    travel(wire, befallen.requestDelayMs, () => {
      // The socket was destroyed: what has not arrived never will.
      if (isOver) return;
      const arrival = arrive(wire, request, befallen);
      travel(wire, befallen.answerDelayMs, () => {
        wire.deliver(() => {
          if (isOver) return;
          end();
          try {
            resolve(read(arrival));
          } catch (error) {
            // What is thrown may be no Error, just as pop-core's rejections.
            // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- see above
            reject(error);
          }
        });
      });
    });
  });
}

function befallenOf(wire: AlidnsWire, { action, parameters }: Request): Befallen {
  const call: ProviderCall = {
    action: ACTIONS[action] ?? 'readZone',
    rpc: action,
    zone: wire.service.zoneOf(parameters),
    recordId: parameters['RecordId'] ?? null,
    value: parameters['Value'] ?? null,
    page: action === 'DescribeDomainRecords' ? Number(parameters['PageNumber'] ?? 1) : null,
  };
  const befallen = wire.befall(call) ?? {};
  return wire.isCut() ? UNREACHABLE : befallen;
}

/** One way; a message that meets a cut is lost without a word. */
function travel(wire: AlidnsWire, extraMs = 0, then: () => void): void {
  const delayMs = jitter(wire.random, wire.latencyMs, 0.5) + extraMs;
  if (delayMs === Infinity) return;
  const wasCut = wire.isCut();
  wire.time.after(delayMs, () => {
    if (wasCut || !wire.isCut()) then();
  });
}

/** The effect on the service, and what it sends back. */
function arrive({ service }: AlidnsWire, request: Request, befallen: Befallen): Arrival {
  if (befallen.isRefused === true) return 'refused';
  const { fault } = befallen;
  if (fault === undefined || fault.isApplied === true) {
    const reply = service.answer(request, befallen);
    if (befallen.isGarbled === true) return 'garbled';
    if (fault === undefined) return reply;
  }
  if (fault.providerCode !== undefined) return service.refuse(fault.providerCode);
  if (fault.outcome === 'unknown') return 'broken';
  return service.refuse(fault.outcome === 'same' ? 'DomainRecordDuplicate' : 'Forbidden.RAM');
}

/** What pop-core makes of an arrival: an answer, or what it throws, with all that it puts into it. */
function read(arrival: Arrival): Answer {
  if (arrival === 'broken') throw connectionError('ECONNRESET', 'read');
  if (arrival === 'refused') throw connectionError('ECONNREFUSED', 'connect');
  // pop-core rejects with this very object, which is no Error.
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- see above
  if (arrival === 'garbled') throw { name: 'SyntaxError', message: 'Unexpected', at: 1, text: '<html>' };
  const { status, date } = arrival;
  const body: unknown = JSON.parse(arrival.text());
  if (!isBody(body)) throw new UnexpectedShape('answer', 'an object');
  if ('Code' in body) throw refusalError(body, status, date);
  textAt(body, 'RequestId');
  return { body, date };
}

function refusalError(data: Readonly<Record<string, unknown>>, statusCode: number, date: string): Error {
  const code = String(data['Code']);
  const entry = { url: URL, request: { headers: {} }, response: { statusCode, headers: { date } } };
  return Object.assign(new Error(`${String(data['Message'])}, URL: ${URL}`), {
    ...{ name: `${code}Error`, code, data, url: URL, entry },
  });
}

function connectionError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code}POST ${URL} failed.`), { code, syscall });
}

/** What travels is text, and nothing of what is undefined. */
function asText(parameters: Parameters): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) result[name] = String(value);
  }
  return result;
}
