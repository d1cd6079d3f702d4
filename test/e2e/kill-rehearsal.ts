// A leader is killed again and again while its configuration is being changed. Whatever it has acknowledged must
// be there when it is back; whatever it has not may be there or not, but nothing else.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../src/model/app-error.ts';
import type { ClusterView } from '../../src/model/cluster-view.ts';
import { compareStamps } from '../../src/model/configuration.ts';
import type { Random } from '../../src/platform/random.ts';
import { seededRandom } from '../sim/seeded-random.ts';
import { cellWrites, mark } from '../support/cell-writes.ts';
import type { TestCluster, TestNode } from '../support/cluster-processes.ts';
import { eventually } from '../support/eventually.ts';
import { LABELS } from './kill-cluster.ts';
import { subjects, type Subject } from './kill-subjects.ts';
import { describeTally, type Tally } from './kill-tally.ts';

/** Decides when is killed and what is changed; when it is answered nobody decides. */
export const SEED = process.env['KILL_SEED'] ?? String(Math.floor(Math.random() * 1e9));
export const KILLS = 50;

const EDITORS = 3;
/** A life ends after some acknowledged changes, up to these, and a moment more. */
const CHANGES_IN_A_LIFE = 6;
const MOMENT_MS = 30;
/** However few there were, it ends after this. */
const LONGEST_LIFE_MS = 5_000;
/** A kill within this time of a start mostly meets it before it is up. */
const BIRTH_MS = 900;
/** Editors ask again after this when there was no answer. */
const UNANSWERED_PAUSE_MS = 80;
const SAME_MS = 10_000;

interface Stamp {
  readonly epoch: number;
  readonly version: number;
}

interface Book {
  readonly subject: Subject;
  /** Everything it was asked to say, in order; the first is what it said at the beginning. */
  readonly asked: string[];
  /** The newest of those that was acknowledged: everything before it must be gone. */
  known: number;
}

/** Runs it all on a cluster that runs, tells what was measured, and closes the cluster. */
export async function rehearse(t: TestContext, cluster: TestCluster): Promise<void> {
  try {
    const since = mark(cluster.sandbox);
    const rehearsal = new Rehearsal(cluster);
    try {
      await rehearsal.run(KILLS);
    } finally {
      for (const line of describeTally(rehearsal.tally)) t.diagnostic(line);
    }
    assert.ok(rehearsal.tally.acknowledged > KILLS, 'there was something to lose');
    assert.deepEqual(cellWrites(cluster.sandbox, since), [], 'a node that is back at once loses no record');
  } finally {
    await cluster.close();
  }
}

class Rehearsal {
  readonly tally: Tally = {
    acknowledged: 0,
    unanswered: 0,
    outOfStep: 0,
    kills: 0,
    startsMs: [],
    firstEditsMs: [],
  };
  readonly #leader: TestNode;
  readonly #follower: TestNode;
  readonly #cluster: TestCluster;
  readonly #random: Random = seededRandom(SEED);
  readonly #books: readonly Book[];
  readonly #newest = new Map<string, Stamp>();
  #isOver = false;
  #count = 0;
  #startedAt: number | null = null;

  constructor(cluster: TestCluster) {
    const follower = cluster.nodes.find((node) => node !== cluster.leader);
    assert.ok(follower !== undefined, 'the leader has a follower');
    this.#cluster = cluster;
    this.#leader = cluster.leader;
    this.#follower = follower;
    this.#books = subjects(LABELS, follower.code).map((subject) => ({ subject, asked: [], known: 0 }));
  }

  /** Kills the leader at any moment of its life, its start included, and the follower now and then. */
  async run(kills: number): Promise<void> {
    const first = await this.#look(this.#leader);
    for (const { subject, asked } of this.#books) asked.push(subject.read(first));
    const editors = Array.from({ length: EDITORS }, (_, index) => this.#edit(index));
    try {
      while (this.tally.kills < kills) await this.#killOnce();
      await this.#start();
      await eventually(() => this.tally.firstEditsMs.length > 0, SAME_MS, 'an edit being made');
    } finally {
      this.#isOver = true;
      await Promise.all(editors);
    }
    await this.#verify();
    await eventually(() => this.#isSame(), SAME_MS, 'the follower holding what the leader holds');
  }

  async #killOnce(): Promise<void> {
    const { daemon } = this.#leader;
    const number = this.tally.kills + 1;
    if (number % 5 === 0) {
      if (!daemon.isRunning) void daemon.spawn();
      await pause(BIRTH_MS * this.#random.next());
    } else {
      if (!daemon.isRunning) await this.#start();
      await this.#live(Math.floor(this.#random.next() * CHANGES_IN_A_LIFE));
    }
    this.tally.kills = number;
    await Promise.all([daemon.kill(), number % 7 === 0 ? this.#restartFollower() : null]);
    this.#startedAt = null;
  }

  async #live(changes: number): Promise<void> {
    const goal = this.tally.acknowledged + changes;
    const deadline = performance.now() + LONGEST_LIFE_MS;
    while (this.tally.acknowledged < goal && performance.now() < deadline) await pause(1);
    await pause(MOMENT_MS * this.#random.next());
  }

  async #start(): Promise<void> {
    const begun = performance.now();
    await this.#leader.daemon.start();
    this.tally.startsMs.push(performance.now() - begun);
    this.#startedAt = begun;
    await this.#verify();
  }

  async #restartFollower(): Promise<void> {
    await this.#follower.daemon.kill();
    await this.#follower.daemon.start();
    await this.#look(this.#follower);
  }

  /** Changes its share of the subjects, one after another, as fast as it gets answers. */
  async #edit(editor: number): Promise<void> {
    const mine = this.#books.filter((_, index) => index % EDITORS === editor);
    while (!this.#isOver) {
      const book = mine[Math.floor(this.#random.next() * mine.length)];
      const isAnswered = book !== undefined && this.#leader.daemon.isRunning && (await this.#change(book));
      if (!isAnswered) await pause(UNANSWERED_PAUSE_MS);
    }
  }

  /** Whether there was an answer. */
  async #change(book: Book): Promise<boolean> {
    this.#count += 1;
    const { edit, value } = book.subject.change(this.#count);
    const index = book.asked.push(value) - 1;
    try {
      const { stamp } = await this.#leader.daemon.client().edit(edit, false);
      book.known = index;
      this.#note(this.#leader, stamp);
      this.tally.acknowledged += 1;
      if (this.#startedAt !== null) this.tally.firstEditsMs.push(performance.now() - this.#startedAt);
      this.#startedAt = null;
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'unavailable') {
        this.tally.unanswered += 1;
        return false;
      }
      this.#refused(book, index, error);
      return true;
    }
  }

  /** Right only where it follows from the state: adding what is there, removing what is not. */
  #refused(book: Book, index: number, error: AppError): void {
    assert.ok(
      (error.code === 'conflict' || error.code === 'not-found') && book.subject.name.startsWith('service '),
      `${book.subject.name}: ${error.code}: ${error.text.en}`,
    );
    book.asked.splice(index, 1);
    this.tally.outOfStep += 1;
  }

  /** Compares what the leader holds with what it has acknowledged. */
  async #verify(): Promise<void> {
    const known = this.#books.map((book) => book.known);
    const view = await this.#look(this.#leader);
    for (const [index, { subject, asked }] of this.#books.entries()) {
      const found = subject.read(view);
      const isPossible = asked.slice(known[index]).includes(found);
      assert.ok(
        isPossible,
        `${subject.name}: ${found}, but acknowledged was ${asked[known[index] ?? 0] ?? '?'}`,
      );
    }
  }

  async #isSame(): Promise<boolean> {
    const [mine, theirs] = [await this.#look(this.#leader), await this.#look(this.#follower)];
    return (
      compareStamps(mine.configuration.stamp, theirs.configuration.stamp) === 0 &&
      this.#books.every(({ subject }) => subject.read(mine) === subject.read(theirs))
    );
  }

  /** Asks a node for what it knows; its stamp must not have fallen. */
  async #look(node: TestNode): Promise<ClusterView> {
    const newest = this.#newest.get(node.code);
    const view = await this.#cluster.view(node.code);
    const { stamp } = view.configuration;
    const hasFallen = newest !== undefined && compareStamps(stamp, newest) < 0;
    assert.ok(!hasFallen, `${node.code} fell from ${JSON.stringify(newest)} to ${JSON.stringify(stamp)}`);
    this.#note(node, stamp);
    return view;
  }

  #note({ code }: TestNode, stamp: Stamp): void {
    const newest = this.#newest.get(code);
    if (newest === undefined || compareStamps(stamp, newest) > 0) this.#newest.set(code, stamp);
  }
}
