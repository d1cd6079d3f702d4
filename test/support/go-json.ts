// What does the Go program read and write? Its structures, decoded as strictly as Go's own JSON package does:
// a key of the wrong type spoils the whole message, an unknown key nothing. Written from the API's document alone.

export interface GoService {
  readonly serviceName: string;
  readonly domain: string;
  readonly record: string;
  readonly platformProvider: string;
}

export interface GoAccount {
  readonly platformProvider: string;
  readonly accessKey: string;
  readonly accessSecret: string;
}

export interface GoNodeInfo {
  readonly nodeName: string;
  readonly nodeCode: string;
  readonly nodeAddress: string;
  readonly workMode: string;
  readonly cocoaSecret: string;
  /** Go writes an empty list as null. */
  readonly ISPs: readonly string[] | null;
  readonly networkType: string;
  readonly statusCode: number;
  readonly watchDog: string;
  readonly cocoaManagedService: readonly GoService[] | null;
}

export interface GoBasic {
  readonly apiPort: number;
  readonly nodeName: string;
  readonly nodeCode: string;
  readonly nodeAddress: string;
  readonly workMode: string;
  readonly cocoaSecret: string;
  readonly reverseProxy: boolean;
  readonly otherCocoaSyncer: readonly GoNodeInfo[] | null;
  readonly cocoaManagedService: readonly GoService[] | null;
  readonly cloudPlatformInfo: readonly GoAccount[] | null;
  readonly timeout: number;
  readonly DataBaseType: string;
  readonly Dsn: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly configImported: boolean;
}

/** Go's zero time: never. */
export const NEVER = '0001-01-01T00:00:00Z';

type Kind = 'string' | 'int' | 'bool' | 'time' | Shape | readonly [Kind];
interface Shape {
  readonly [key: string]: Kind;
}

const SERVICE: Shape = {
  serviceName: 'string',
  domain: 'string',
  record: 'string',
  platformProvider: 'string',
};

const ACCOUNT: Shape = { platformProvider: 'string', accessKey: 'string', accessSecret: 'string' };

const NODE: Shape = {
  nodeName: 'string',
  nodeCode: 'string',
  nodeAddress: 'string',
  workMode: 'string',
  cocoaSecret: 'string',
  ISPs: ['string'],
  networkType: 'string',
  statusCode: 'int',
  watchDog: 'time',
  cocoaManagedService: [SERVICE],
};

const BASIC: Shape = {
  apiPort: 'int',
  nodeName: 'string',
  nodeCode: 'string',
  nodeAddress: 'string',
  workMode: 'string',
  cocoaSecret: 'string',
  reverseProxy: 'bool',
  otherCocoaSyncer: [NODE],
  cocoaManagedService: [SERVICE],
  cloudPlatformInfo: [ACCOUNT],
  timeout: 'int',
  DataBaseType: 'string',
  Dsn: 'string',
  createdAt: 'time',
  updatedAt: 'time',
  configImported: 'bool',
};

export interface GoRequest {
  readonly cocoaSecret: string;
  readonly cocoaBasic: GoBasic;
}

export interface GoAnswer {
  readonly statusCode: number;
  readonly statusString: string;
  readonly cocoaBasic: GoBasic;
}

/** Throws as Go's decoder would fail. */
export function decodeRequest(text: string): GoRequest {
  return decode(JSON.parse(text), { cocoaSecret: 'string', cocoaBasic: BASIC }, '') as GoRequest;
}

/** Throws as Go's decoder would fail. */
export function decodeAnswer(text: string): GoAnswer {
  const shape = { statusCode: 'int', statusString: 'string', cocoaBasic: BASIC } as const;
  return decode(JSON.parse(text), shape, '') as GoAnswer;
}

/** What the Go program sends when it has nothing to say: every key with its zero value. */
export function zeroBasic(): GoBasic {
  return decode(null, BASIC, '') as GoBasic;
}

/** An instant as Go writes it on a machine in China, finer than a millisecond. */
export function formatGoTime(wallMs: number): string {
  const local = new Date(wallMs + 8 * 3_600_000).toISOString();
  return `${local.slice(0, -1)}5568+08:00`;
}

/** ms since 1970; the zero time is long ago. */
export function parseGoTime(written: string): number {
  const instant = Date.parse(written.replace(/(\.\d{3})\d*/, '$1'));
  if (!RFC_3339.test(written) || Number.isNaN(instant)) throw new Error(`parsing time "${written}"`);
  return instant;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function decode(value: unknown, kind: Kind, path: string): unknown {
  if (isList(kind)) {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) throw wrongType(value, path);
    return value.map((item: unknown, index) => decode(item, kind[0], `${path}[${index}]`));
  }
  if (typeof kind === 'object') return decodeStruct(value, kind, path);
  if (value === null || value === undefined) return ZERO[kind];
  if (kind === 'int' && Number.isSafeInteger(value)) return value;
  if (kind === 'bool' && typeof value === 'boolean') return value;
  if (kind === 'string' && typeof value === 'string') return value;
  if (kind === 'time' && typeof value === 'string') {
    parseGoTime(value);
    return value;
  }
  throw wrongType(value, path);
}

/** Keys are matched without regard to letter case, the last one wins. */
function decodeStruct(value: unknown, shape: Shape, path: string): Record<string, unknown> {
  if (value !== null && value !== undefined && (typeof value !== 'object' || Array.isArray(value))) {
    throw wrongType(value, path);
  }
  const given = new Map(
    Object.entries(value ?? {}).map(([key, item]) => [key.toLowerCase(), item as unknown]),
  );
  return Object.fromEntries(
    Object.entries(shape).map(([key, kind]) => [
      key,
      decode(given.get(key.toLowerCase()), kind, `${path}.${key}`),
    ]),
  );
}

function isList(kind: Kind): kind is readonly [Kind] {
  return Array.isArray(kind);
}

const ZERO = { string: '', int: 0, bool: false, time: NEVER } as const;

function wrongType(value: unknown, path: string): Error {
  return new Error(`json: cannot unmarshal ${typeof value} into Go struct field ${path}`);
}
