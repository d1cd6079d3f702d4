// A node that runs the Go program, written from the API's document and the notes on how that program behaves,
// and from nothing else: what it answers, what it takes from others, its five jobs and its commands. Time, network
// and DNS come in as arguments, so it runs on loopback HTTP as well as under a virtual clock.
import {
  decodeAnswer,
  decodeRequest,
  formatGoTime,
  parseGoTime,
  zeroBasic,
  type GoAccount,
  type GoAnswer,
  type GoBasic,
  type GoNodeInfo,
  type GoService,
} from './go-json.ts';

/** A record as the provider lists it; `line` by the code that nodes use. */
export interface GoRecord {
  readonly id: string;
  readonly domain: string;
  readonly rr: string;
  readonly type: string;
  readonly line: string;
  readonly value: string;
  readonly isEnabled: boolean;
}

export interface GoSurroundings {
  /** This machine's calendar, ms since 1970. */
  readonly wallMs: () => number;
  /** Rejects when nobody answers. There is no time-out but the network's own. */
  readonly post: (url: string, body: string) => Promise<{ readonly status: number; readonly text: string }>;
  /** Of the accounts it has; empty while the provider does not answer. */
  readonly listRecords: () => readonly GoRecord[];
  readonly updateRecord: (id: string, value: string) => void;
  /** Its public addresses. */
  readonly addresses: () => { readonly v4: string | null; readonly v6: string | null };
}

export interface GoSettings {
  readonly nodeName: string;
  readonly nodeCode: string;
  readonly nodeAddress: string;
  readonly workMode: 'leader' | 'follower';
  readonly cocoaSecret: string;
  /** Minutes. */
  readonly timeout?: number;
}

export type GoJob = 'copyAddress' | 'watch' | 'push' | 'judge' | 'updateDns';

/** ms; each job by its own clock. */
export const GO_INTERVALS: Readonly<Record<GoJob, number>> = {
  copyAddress: 10_000,
  watch: 30_000,
  push: 35_000,
  judge: 40_000,
  updateDns: 60_000,
};

const SENTENCES: Readonly<Record<number, string>> = {
  200: 'MafuMafu~',
  201: 'Mafu?',
  401: 'Unauthorized! You are not Cocoa!',
  405: 'Not Allowed! Cocoa is soooo kawaii, Do you still sure you really want to eat Cocoa???',
};

export class GoNode {
  /** Its one database row. */
  basic: GoBasic;
  /** Bodies it was pushed, as they came. */
  readonly pushesReceived: string[] = [];
  /** Business codes of the answers to its own pushes; 0 when there was none. */
  readonly pushAnswers: number[] = [];
  /** Requests it was asked for its state, as they came. */
  readonly questionsReceived: string[] = [];
  /** What its decoder could not read, of answers and requests. */
  readonly decodingFaults: string[] = [];
  readonly #around: GoSurroundings;

  constructor(settings: GoSettings, around: GoSurroundings) {
    this.#around = around;
    const { timeout = 10, ...identity } = settings;
    const now = formatGoTime(around.wallMs());
    this.basic = {
      ...zeroBasic(),
      ...identity,
      apiPort: 44443,
      timeout,
      DataBaseType: 'sqlite3',
      Dsn: 'file:test.db?cache=shared',
      createdAt: now,
      updatedAt: now,
      configImported: true,
      otherCocoaSyncer: [ownEntry(settings, now)],
    };
  }

  get nodes(): readonly GoNodeInfo[] {
    return this.basic.otherCocoaSyncer ?? [];
  }

  /** Its own entry in the list; fails when it has none. */
  get own(): GoNodeInfo {
    return this.node(this.basic.nodeCode);
  }

  node(code: string): GoNodeInfo {
    const found = this.nodes.find(({ nodeCode }) => nodeCode === code);
    if (found === undefined) throw new Error(`${this.basic.nodeCode} lists no node ${code}`);
    return found;
  }

  /** The API. A path it does not know is answered with 404, a body it cannot read with 400. */
  answer(path: string, body: string): { readonly status: number; readonly text: string } {
    const handle = this.#routes.get(path);
    if (handle === undefined) return { status: 404, text: '404 page not found' };
    try {
      return { status: 200, text: JSON.stringify(handle(body)) };
    } catch (error) {
      this.decodingFaults.push(String(error));
      return { status: 400, text: '' };
    }
  }

  /** `node`, first half: asks a follower that waits, and stores the last entry of its answer. The business code. */
  async addNode(nodeAddress: string, cocoaSecret: string): Promise<number> {
    const answer = await this.#ask(nodeAddress, { nodeAddress, cocoaSecret });
    const found = answer?.cocoaBasic.otherCocoaSyncer?.at(-1);
    if (answer?.statusCode === 201 && found !== undefined) this.#setNodes([...this.nodes, found]);
    return answer?.statusCode ?? 0;
  }

  /** `node`, second half. */
  setNode(code: string, ISPs: readonly string[], networkType: string): void {
    this.#change(code, (node) => ({ ...node, ISPs, networkType }));
  }

  /** `dns` */
  setAccounts(accounts: readonly GoAccount[]): void {
    this.basic = { ...this.basic, cloudPlatformInfo: accounts };
  }

  /** `service`: all nodes carry it. */
  addService(service: GoService): void {
    this.basic = { ...this.basic, cocoaManagedService: [...(this.basic.cocoaManagedService ?? []), service] };
    this.#setNodes(
      this.nodes.map((node) => ({
        ...node,
        cocoaManagedService: [...(node.cocoaManagedService ?? []), service],
      })),
    );
  }

  async run(job: GoJob): Promise<void> {
    await this[job]();
  }

  /** Every 10 s: its own address as the list has it. */
  async copyAddress(): Promise<void> {
    const own = this.nodes.find(({ nodeCode }) => nodeCode === this.basic.nodeCode);
    if (own !== undefined) this.basic = { ...this.basic, nodeAddress: own.nodeAddress };
  }

  /** Every 30 s: feeds its own watchdog, and takes from every other node that node's own, nothing else. */
  async watch(): Promise<void> {
    const { nodeCode } = this.basic;
    this.#change(nodeCode, (node) => ({ ...node, watchDog: this.#now() }));
    const others = this.nodes.filter((node) => node.nodeCode !== nodeCode);
    await Promise.all(
      others.map(async (other) => {
        const answer = await this.#ask(other.nodeAddress, { cocoaSecret: other.cocoaSecret });
        if (answer?.statusCode !== 200) return;
        const entry = answer.cocoaBasic.otherCocoaSyncer?.find((one) => one.nodeCode === other.nodeCode);
        if (entry === undefined) return;
        this.#change(other.nodeCode, (node) => ({ ...node, watchDog: entry.watchDog }));
      }),
    );
  }

  /** Every 35 s, leader only: tells every other node everything. */
  async push(): Promise<void> {
    const { nodeCode, workMode, otherCocoaSyncer, cocoaManagedService, cloudPlatformInfo } = this.basic;
    if (workMode !== 'leader') return;
    const cocoaBasic = { ...zeroBasic(), otherCocoaSyncer, cocoaManagedService, cloudPlatformInfo };
    const others = this.nodes.filter((node) => node.nodeCode !== nodeCode);
    await Promise.all(
      others.map(async ({ nodeAddress, cocoaSecret }) => {
        const answer = await this.#send(`${nodeAddress}/v1/updateClusterInfo`, { cocoaSecret, cocoaBasic });
        this.pushAnswers.push(answer?.statusCode ?? 0);
      }),
    );
  }

  /** Every 40 s: by its own calendar. */
  async judge(): Promise<void> {
    const oldest = this.#around.wallMs() - this.basic.timeout * 60_000;
    this.#setNodes(
      this.nodes.map((node) => ({ ...node, statusCode: parseGoTime(node.watchDog) < oldest ? 504 : 200 })),
    );
  }

  /** Every 60 s: its own lines, and those of every node that it judged lost. */
  async updateDns(): Promise<void> {
    const own = this.nodes.find(({ nodeCode }) => nodeCode === this.basic.nodeCode);
    if (own === undefined) return;
    const served = this.nodes.filter((node) => node === own || node.statusCode === 504);
    const lines = new Set(served.flatMap(({ ISPs }) => ISPs ?? []));
    const { v4, v6 } = this.#around.addresses();
    const values = new Map([
      ['A', ['IPV4', 'Both'].includes(own.networkType) ? v4 : null],
      ['AAAA', ['IPV6', 'Both'].includes(own.networkType) ? v6 : null],
    ]);
    for (const record of this.#around.listRecords()) {
      const isServed = (own.cocoaManagedService ?? []).some(
        (service) => service.domain === record.domain && service.record === record.rr,
      );
      const value = values.get(record.type) ?? null;
      if (!isServed || !record.isEnabled || !lines.has(record.line)) continue;
      if (value !== null && value !== record.value) this.#around.updateRecord(record.id, value);
    }
  }

  readonly #routes: ReadonlyMap<string, (body: string) => GoAnswer> = new Map([
    ['/v1/getClusterInfo', (body: string) => this.#getClusterInfo(body)],
    ['/v1/updateClusterInfo', (body: string) => this.#updateClusterInfo(body)],
  ]);

  #getClusterInfo(body: string): GoAnswer {
    this.questionsReceived.push(body);
    if (decodeRequest(body).cocoaSecret !== this.basic.cocoaSecret) return refusal(401);
    const isWaiting = this.basic.workMode === 'follower' && this.nodes.length <= 1;
    return { ...envelope(isWaiting ? 201 : 200), cocoaBasic: this.basic };
  }

  /** The role comes first, whatever the secret. */
  #updateClusterInfo(body: string): GoAnswer {
    const { cocoaSecret, cocoaBasic } = decodeRequest(body);
    if (this.basic.workMode === 'leader') return refusal(405);
    if (cocoaSecret !== this.basic.cocoaSecret) return refusal(401);
    this.pushesReceived.push(body);
    const { otherCocoaSyncer, cocoaManagedService, cloudPlatformInfo } = cocoaBasic;
    this.basic = {
      ...this.basic,
      otherCocoaSyncer,
      cocoaManagedService,
      cloudPlatformInfo,
      updatedAt: this.#now(),
    };
    return refusal(200);
  }

  #ask(url: string, question: object): Promise<GoAnswer | null> {
    return this.#send(`${url}/v1/getClusterInfo`, question);
  }

  /** null: nobody answered, or not in words that Go understands. */
  async #send(url: string, body: object): Promise<GoAnswer | null> {
    let text: string;
    try {
      ({ text } = await this.#around.post(url, JSON.stringify(body)));
    } catch {
      return null;
    }
    try {
      return decodeAnswer(text);
    } catch (error) {
      this.decodingFaults.push(String(error));
      return null;
    }
  }

  #now(): string {
    return formatGoTime(this.#around.wallMs());
  }

  #change(code: string, edit: (node: GoNodeInfo) => GoNodeInfo): void {
    this.#setNodes(this.nodes.map((node) => (node.nodeCode === code ? edit(node) : node)));
  }

  #setNodes(nodes: readonly GoNodeInfo[]): void {
    this.basic = { ...this.basic, otherCocoaSyncer: nodes.length === 0 ? null : nodes };
  }
}

function envelope(statusCode: number): { readonly statusCode: number; readonly statusString: string } {
  return { statusCode, statusString: SENTENCES[statusCode] ?? '' };
}

/** Without content; the structure is there all the same. */
function refusal(statusCode: number): GoAnswer {
  return { ...envelope(statusCode), cocoaBasic: zeroBasic() };
}

/** As it stands before anybody gave the node lines: alive from its first moment. */
function ownEntry(settings: GoSettings, now: string): GoNodeInfo {
  const { nodeName, nodeCode, nodeAddress, workMode, cocoaSecret } = settings;
  return {
    ...{ nodeName, nodeCode, nodeAddress, workMode, cocoaSecret },
    ISPs: null,
    networkType: '',
    statusCode: 0,
    watchDog: now,
    cocoaManagedService: null,
  };
}
