import type { Random } from '../../platform/random.ts';
import type { Refusal } from '../refusal.ts';
import { toXml } from './xml.ts';

/** What goes back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Format = 'json' | 'xml';

const HOST_ID = 'alidns.aliyuncs.com';
const TYPES = { json: 'application/json;charset=utf-8', xml: 'text/xml;charset=utf-8' } as const;

/** Upper-case UUID, version 4. */
export function requestId(random: Random): string {
  const hex = Buffer.from(random.bytes(16)).toString('hex').toUpperCase();
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `A${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20)].join('-');
}

export function successAnswer(
  body: Readonly<Record<string, unknown>>,
  action: string,
  id: string,
  format: Format,
): Answer {
  return answer(200, { ...body, RequestId: id }, `${action}Response`, id, format);
}

export function refusalAnswer(refusal: Refusal, id: string, format: Format): Answer {
  const { code: Code, message: Message, isGateway, status } = refusal;
  const Recommend = `https://api.aliyun.com/troubleshoot?q=${Code}&product=Alidns&requestId=${id}`;
  const body = isGateway
    ? { RequestId: id, Message, Recommend, HostId: HOST_ID, Code }
    : { RequestId: id, HostId: HOST_ID, Code, Message, Recommend };
  return answer(status, body, 'Error', id, format);
}

/** What a load balancer in trouble answers; none of it has the form of an API answer. */
export const HTML_502: Answer = {
  status: 502,
  headers: { 'Content-Type': 'text/html' },
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n',
};

export const EMPTY_200: Answer = { status: 200, headers: {}, body: '' };

/** A 503 whose body is JSON but has no `Code`: a client that looks at `Code` alone takes it for success. */
export const UNAVAILABLE_WITHOUT_CODE: Answer = {
  status: 503,
  headers: { 'Content-Type': TYPES.json },
  body: '{"message":"Service Temporarily Unavailable"}',
};

function answer(status: number, body: object, root: string, id: string, format: Format): Answer {
  return {
    status,
    headers: {
      'Content-Type': TYPES[format],
      'x-acs-request-id': id,
      'x-acs-trace-id': id.replaceAll('-', '').toLowerCase(),
      'Access-Control-Allow-Origin': '*',
    },
    body: format === 'json' ? JSON.stringify(body) : toXml(root, body),
  };
}
