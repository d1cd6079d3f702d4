// How often, how long and how many at once: the plan by which a watcher tells the peers.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ATTEMPTS_MS, ExitAnnouncement } from '../../src/watcher/announce-exit.ts';
import type { ExitFacts } from '../../src/watcher/exit-facts.ts';
import { encodeWatchLine, parseWatchLine } from '../../src/watcher/exit-facts.ts';
import { BootClock, Gate, VirtualTime } from '../sim/virtual-clock.ts';

const TAKEN = '{"statusCode":200}';

interface Posted {
  readonly at: number;
  readonly url: string;
  readonly age: number;
}

function factsFor(count: number): ExitFacts {
  const peers = Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    url: `http://n${index}`,
    secret: `s${index}`,
  }));
  return { node: 'a', boot: 'b1', peers };
}

/** `answer`: what a peer says to the n-th post, counted from 0; null: nothing within `takesMs`. */
function announce(
  facts: ExitFacts,
  answer: (nth: number, url: string) => string | null,
  takesMs = 100,
): {
  time: VirtualTime;
  posted: Posted[];
  announcement: ExitAnnouncement;
  told: Promise<number>;
  most: () => number;
} {
  const time = new VirtualTime();
  const clock = new BootClock(time, new Gate(time), 1, 0);
  const posted: Posted[] = [];
  let underWay = 0;
  let most = 0;
  const post = async (url: string, body: string, timeoutMs: number): Promise<string | null> => {
    const { exit } = JSON.parse(body) as { exit: { age: number } };
    const reply = answer(posted.length, url);
    posted.push({ at: time.now, url, age: exit.age });
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise<void>((resolve) => clock.after(Math.min(takesMs, timeoutMs), resolve));
    underWay -= 1;
    return reply;
  };
  const announcement = new ExitAnnouncement(facts, { clock, post });
  return { time, posted, announcement, told: announcement.run(), most: () => most };
}

describe('a watcher whose daemon is gone', () => {
  it('tells every peer at once, and is done when all have answered', async () => {
    const { time, posted, told } = announce(factsFor(3), () => TAKEN);
    await time.run(60_000);
    assert.equal(await told, 3);
    assert.deepEqual(
      posted.map(({ at, url, age }) => [at, url, age]),
      [0, 1, 2].map((index) => [0, `http://n${index}/v1/getClusterInfo`, 0]),
    );
  });

  it('tells those again that did not take it, each time with the age of that moment, for 20 s', async () => {
    for (const refusal of [null, '{"statusCode":401}', '<html>']) {
      const { time, posted, told } = announce(factsFor(1), () => refusal);
      await time.run(60_000);
      assert.equal(await told, 0);
      assert.deepEqual(
        posted.map(({ at }) => at),
        [...ATTEMPTS_MS],
      );
      assert.deepEqual(
        posted.map(({ age }) => age),
        [...ATTEMPTS_MS],
      );
    }
  });

  it('waits for no more than one that is slow, and sends to 16 at a time', async () => {
    const { time, posted, told, most } = announce(factsFor(40), () => TAKEN, 1_000);
    await time.run(60_000);
    assert.equal(await told, 40);
    assert.deepEqual([most(), posted.length], [16, 40]);
    assert.deepEqual([...new Set(posted.map(({ age }) => age))], [0, 1_000, 2_000]);
  });

  it('gives up within some 4 s when it is asked to end', async () => {
    const { time, posted, announcement, told } = announce(factsFor(1), () => null, 3_000);
    announcement.hurry();
    let endedAt = Infinity;
    void told.then(() => (endedAt = time.now));
    await time.run(60_000);
    assert.ok(endedAt <= 4_000, `${endedAt} ms`);
    assert.ok(posted.every(({ at }) => at <= 3_000));
  });
});

describe('what a watcher is told', () => {
  it('arrives line by line, and half a line is none', () => {
    const line = encodeWatchLine({ kind: 'facts', facts: factsFor(2) });
    assert.ok(line.endsWith('\n') && line.indexOf('\n') === line.length - 1);
    assert.deepEqual(parseWatchLine(line.trim()), { kind: 'facts', facts: factsFor(2) });
    assert.equal(parseWatchLine(line.slice(0, 30)), null);
  });
});
