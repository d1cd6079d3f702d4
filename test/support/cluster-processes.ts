// A cluster as its user sets it up: a sandbox in this process, one daemon process per node, links between them
// that can be cut, and everything done by the command line.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterView } from '../../src/model/cluster-view.ts';
import type { LineCode } from './cell-writes.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { builtProgram } from './built-program.ts';
import { DaemonProcess } from './daemon-process.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { PROOF_MS, QUICK_TIMERS, SLACK_MS } from './quick-timers.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export interface NodeOptions {
  /** Code and key of the node; its friendly name is the same in capitals. */
  readonly code: string;
  /** Exactly one node is the leader: the first. */
  readonly lines: readonly LineCode[];
  /** Settings put over the usual ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface ClusterOptions {
  readonly nodes: readonly NodeOptions[];
  /** Host parts under `example.test`; `www` unless set. */
  readonly services?: readonly string[];
  /** Both unless set. */
  readonly families?: readonly ('v4' | 'v6')[];
  /** Whether each node has an access key of its own in its environment, beside the cluster's; true unless set. */
  readonly hasOwnKeys?: boolean;
  readonly sandbox?: SandboxOptions;
}

export interface TestNode {
  readonly code: string;
  readonly name: string;
  readonly lines: readonly LineCode[];
  /** The link by which the others reach it. */
  readonly link: TcpProxy;
  readonly daemon: DaemonProcess;
  readonly secret: string;
  /** Its access key id at the sandbox: tells in the journal who called. */
  readonly keyId: string;
  /** Where it says that it is, unless its settings say otherwise. */
  readonly v4: string;
  readonly v6: string;
}

export interface TestCluster {
  readonly sandbox: Sandbox;
  readonly nodes: readonly TestNode[];
  readonly leader: TestNode;
  node(code: string): TestNode;
  /** Starts all daemons, then gives leader and followers their lines, an account and the services, by commands. */
  setUp(): Promise<void>;
  /** The commands of `setUp` alone, for daemons that run. */
  join(code: string): Promise<void>;
  /** Resolves when every node that runs has proved that it can witness, so that others may find it dead. */
  untilProven(): Promise<void>;
  /** What a node knows; asked past any cut link. */
  view(code: string): Promise<ClusterView>;
  /** Ends everything; then throws if any secret in use was printed by anything. */
  close(): Promise<void>;
}

export const ZONE = 'example.test';
export const CLUSTER_KEY = 'key-of-the-cluster';

export async function createCluster(options: ClusterOptions): Promise<TestCluster> {
  const program = await builtProgram();
  const folder = await mkdtemp(join(tmpdir(), 'cocoa-e2e-'));
  const keySecrets = new Map([CLUSTER_KEY, ...options.nodes.map(keyOf)].map((id) => [id, newSecret()]));
  const sandbox = await startSandbox({
    accounts: [...keySecrets].map(([keyId, keySecret]) => ({ keyId, keySecret })),
    zones: [{ name: ZONE, minTtl: 1 }],
    ...options.sandbox,
  });
  const nodes: TestNode[] = [];
  for (const [index, node] of options.nodes.entries()) {
    const keySecret = keySecrets.get(keyOf(node)) ?? '';
    nodes.push(await createNode(options, node, index, { program, folder, keySecret, sandbox }));
  }
  const [leader] = nodes;
  if (leader === undefined) throw new Error('a cluster has at least one node');
  const cluster = new Cluster(options, sandbox, nodes, leader, keySecrets, folder);
  return cluster;
}

function keyOf({ code }: NodeOptions): string {
  return `key-of-${code}`;
}

/** Long and random: it cannot be in a text by accident. */
function newSecret(): string {
  return randomBytes(18).toString('hex');
}

interface NodeSurroundings {
  readonly program: string;
  readonly folder: string;
  readonly keySecret: string;
  readonly sandbox: Sandbox;
}

async function createNode(
  { hasOwnKeys = true, families = ['v4', 'v6'] }: ClusterOptions,
  options: NodeOptions,
  index: number,
  { program, folder, keySecret, sandbox }: NodeSurroundings,
): Promise<TestNode> {
  const { code, lines, settings } = options;
  const port = await freePort();
  const link = await startTcpProxy(port);
  const keyId = keyOf(options);
  const secret = newSecret();
  const name = code.toUpperCase();
  const v4 = `127.0.1.${index + 1}`;
  const v6 = `fd00:c0c0::${index + 1}`;
  const daemon = new DaemonProcess({
    program,
    folder: join(folder, code),
    port,
    secret,
    settings: {
      NodeName: name,
      NodeCode: code,
      NodeAddress: link.url,
      WorkMode: index === 0 ? 'leader' : 'follower',
      ListenHost: '127.0.0.1',
      DataFolder: join(folder, code, 'data'),
      AllowPrivateAddresses: true,
      AliyunEndpoint: sandbox.apiUrl,
      Timers: QUICK_TIMERS,
      // To kill a daemon here is to take its machine's power away; nobody is left to tell of it.
      ExitNote: false,
      Addresses: {
        IPv4: families.includes('v4') ? [{ fixed: v4 }] : [],
        IPv6: families.includes('v6') ? [{ fixed: v6 }] : [],
      },
      LogLevel: 'debug',
      ...settings,
    },
    env: hasOwnKeys ? { ALIBABA_CLOUD_ACCESS_KEY_ID: keyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: keySecret } : {},
  });
  await daemon.writeSettings();
  return { code, name, lines, link, daemon, secret, keyId, v4, v6 };
}

class Cluster implements TestCluster {
  readonly sandbox: Sandbox;
  readonly nodes: readonly TestNode[];
  readonly leader: TestNode;
  readonly #options: ClusterOptions;
  readonly #keySecrets: ReadonlyMap<string, string>;
  readonly #folder: string;

  constructor(
    options: ClusterOptions,
    sandbox: Sandbox,
    nodes: readonly TestNode[],
    leader: TestNode,
    keySecrets: ReadonlyMap<string, string>,
    folder: string,
  ) {
    this.#options = options;
    this.sandbox = sandbox;
    this.nodes = nodes;
    this.leader = leader;
    this.#keySecrets = keySecrets;
    this.#folder = folder;
  }

  node(code: string): TestNode {
    const found = this.nodes.find((node) => node.code === code);
    if (found === undefined) throw new Error(`there is no node ${code}`);
    return found;
  }

  async setUp(): Promise<void> {
    await Promise.all(this.nodes.map(({ daemon }) => daemon.start()));
    const { leader } = this;
    await leader.daemon.cli(['node', 'set', leader.name, ...this.#settings(leader), '--yes']);
    for (const node of this.nodes) if (node !== leader) await this.join(node.code);
    await leader.daemon.cli(['dns', 'add', '--key-id', CLUSTER_KEY, '--yes'], {
      env: { COCOASYNCER_KEY_SECRET: this.#keySecrets.get(CLUSTER_KEY) ?? '' },
    });
    await eventually(() => this.#knowsAddresses(), SLACK_MS, 'the leader knowing everybody’s addresses');
    for (const label of this.#options.services ?? ['www']) {
      await leader.daemon.cli(['service', 'add', '--zone', ZONE, '--label', label, '--yes']);
    }
  }

  async join(code: string): Promise<void> {
    const node = this.node(code);
    const argv = ['node', 'add', '--url', node.link.url, '--secret-stdin', ...this.#settings(node), '--yes'];
    await this.leader.daemon.cli(argv, { input: `${node.secret}\n` });
  }

  async untilProven(): Promise<void> {
    const running = this.nodes.filter(({ daemon }) => daemon.isRunning);
    await eventually(
      async () => {
        const views = await Promise.all(running.map(({ code }) => this.view(code)));
        const isOld = views.every(({ at, startedAt }) => at - startedAt > PROOF_MS);
        const wrote = new Set(
          this.sandbox
            .journal()
            .filter(({ outcome, changes }) => outcome === 'OK' && changes.some(isTxt))
            .map(({ keyId }) => keyId),
        );
        return isOld && running.every(({ keyId }) => wrote.has(keyId));
      },
      PROOF_MS + 2 * SLACK_MS,
      'every node proving that it can write its witness record',
    );
  }

  view(code: string): Promise<ClusterView> {
    return this.node(code).daemon.client().view();
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map(({ daemon }) => daemon.end()));
    await Promise.all(this.nodes.map(({ link }) => link.close()));
    await this.sandbox.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    const secrets = [...this.#keySecrets.values(), ...this.nodes.map(({ secret }) => secret)];
    for (const { code, daemon } of this.nodes) {
      if (daemon.output === '') throw new Error(`nothing was heard of ${code}: its output proves nothing`);
      for (const secret of secrets) {
        const at = daemon.output.indexOf(secret);
        if (at !== -1) throw new Error(`a secret was printed on ${code}: ${around(daemon.output, at)}`);
      }
    }
  }

  #settings({ lines }: TestNode): readonly string[] {
    const { families = ['v4', 'v6'] } = this.#options;
    return ['--lines', lines.length === 0 ? 'None' : lines.join(','), '--families', families.join(',')];
  }

  async #knowsAddresses(): Promise<boolean> {
    const { families = ['v4', 'v6'] } = this.#options;
    const { members } = await this.view(this.leader.code);
    return (
      members.length === this.nodes.length &&
      members.every(({ addresses }) => families.every((family) => addresses[family] !== null))
    );
  }
}

function isTxt({ after }: { readonly after: { readonly type: string } | null }): boolean {
  return after?.type === 'TXT';
}

function around(text: string, at: number): string {
  return text.slice(Math.max(0, at - 200), at);
}
