// A client of the API written from its document alone: it knows paths, codes and sentences, and nothing of
// this program's source.
import { request as startRequest } from 'node:http';

/** The table of business codes. */
export const SENTENCES = {
  done: 'MafuMafu~',
  waiting: 'Mafu?',
  unauthorized: 'Unauthorized! You are not Cocoa!',
  notAllowed: 'Not Allowed! Cocoa is soooo kawaii, Do you still sure you really want to eat Cocoa???',
} as const;

/** The user agent of the original program. */
const USER_AGENT = 'CocoaSyncer By Luckykeeper';

export interface DocumentNode {
  readonly nodeName: string;
  readonly nodeCode: string;
  readonly nodeAddress: string;
  readonly workMode: 'leader' | 'follower';
  readonly cocoaSecret: string;
  readonly ISPs: readonly string[] | null;
  readonly networkType: string;
  readonly statusCode: number;
  readonly watchDog: string;
  readonly cocoaManagedService: readonly unknown[] | null;
}

export interface DocumentBasic {
  readonly apiPort: number;
  readonly nodeName: string;
  readonly nodeCode: string;
  readonly nodeAddress: string;
  readonly workMode: 'leader' | 'follower';
  readonly cocoaSecret: string;
  readonly reverseProxy: boolean;
  readonly otherCocoaSyncer: readonly DocumentNode[] | null;
  readonly cocoaManagedService: readonly unknown[] | null;
  readonly cloudPlatformInfo: readonly unknown[] | null;
  readonly timeout: number;
  readonly DataBaseType: string;
  readonly Dsn: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly configImported: boolean;
}

export interface DocumentAnswer {
  readonly httpStatus: number;
  readonly headers: Headers;
  readonly text: string;
  /** The envelope, when the answer is JSON. */
  readonly statusCode: number | null;
  readonly statusString: string | null;
  readonly cocoaBasic: DocumentBasic | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface SendOptions {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class DocumentClient {
  readonly base: string;

  constructor(base: string) {
    this.base = base;
  }

  /** Any request, as raw as one likes. */
  async send(path: string, options: SendOptions = {}): Promise<DocumentAnswer> {
    const response = await fetch(this.base + path, {
      method: options.method ?? 'GET',
      headers: { 'user-agent': USER_AGENT, ...options.headers },
      ...(options.body === undefined ? {} : { body: options.body }),
      redirect: 'manual',
    });
    return readAnswer(response.status, response.headers, await response.text());
  }

  post(path: string, body: unknown): Promise<DocumentAnswer> {
    return this.send(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  getClusterInfo(cocoaSecret: string): Promise<DocumentAnswer> {
    return this.post('/v1/getClusterInfo', { cocoaSecret });
  }

  updateClusterInfo(cocoaSecret: string, cocoaBasic: unknown): Promise<DocumentAnswer> {
    return this.post('/v1/updateClusterInfo', { cocoaSecret, cocoaBasic });
  }

  quit(cocoaSecret: string): Promise<DocumentAnswer> {
    return this.post('/v1/cocoaSyncer/quit', { cocoaSecret });
  }

  /** The original's way to add a node: the last entry of a waiting follower's list, or why not. */
  async askNewNode(nodeAddress: string, cocoaSecret: string): Promise<DocumentNode | number> {
    const answer = await this.post('/v1/getClusterInfo', { nodeAddress, cocoaSecret });
    if (answer.statusCode !== 201) return answer.statusCode ?? answer.httpStatus;
    const node = answer.cocoaBasic?.otherCocoaSyncer?.at(-1);
    if (node === undefined) throw new Error('the answer lists no node');
    return node;
  }

  /** A body in pieces, without a declared length. */
  stream(path: string, piece: string, count: number): Promise<DocumentAnswer> {
    return new Promise((resolve, reject) => {
      const sending = startRequest(this.base + path, { method: 'POST' }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve(readAnswer(response.statusCode ?? 0, new Headers(), text));
        });
      });
      sending.on('error', reject);
      for (let index = 0; index < count; index += 1) sending.write(piece);
      sending.end();
    });
  }
}

function readAnswer(httpStatus: number, headers: Headers, text: string): DocumentAnswer {
  const body = parseObject(text);
  const { statusCode, statusString, cocoaBasic } = body;
  return {
    httpStatus,
    headers,
    text,
    statusCode: typeof statusCode === 'number' ? statusCode : null,
    statusString: typeof statusString === 'string' ? statusString : null,
    cocoaBasic: typeof cocoaBasic === 'object' ? (cocoaBasic as DocumentBasic | null) : null,
    body,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
