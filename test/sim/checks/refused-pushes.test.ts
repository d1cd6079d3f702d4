/** S9 finds whatever a refused push changes, and lets be what a push that is taken changes, and what says so. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodePushFor } from '../../../src/cluster/peer/push-body.ts';
import { reviseConfiguration } from '../../../src/cluster/stamp.ts';
import type { NodeState } from '../../../src/daemon/node-state.ts';
import type { Configuration } from '../../../src/model/configuration.ts';
import { Secret } from '../../../src/model/secret.ts';
import { SECOND } from '../clusters.ts';
import { Gate } from '../virtual-clock.ts';
import type { World } from '../world.ts';
import { calmWorld, processOf, verdict } from './bench.ts';

const URL = 'http://z.test:44443';

/** Pushes to B as a second leader would; answers the business code, or null for no answer. */
async function push(world: World, body: string): Promise<number | null> {
  const gate = new Gate(world.time);
  const post = world.network.connect({ id: 'z', url: URL, gate, answer: () => null });
  const codes: number[] = [];
  void post(`${world.machine('b').identity.url}/v1/updateClusterInfo`, body).then((text) => {
    codes.push((JSON.parse(text) as { statusCode: number }).statusCode);
  });
  await world.run(SECOND);
  return codes[0] ?? null;
}

/** What B has, as the leader `leaderId` would change it; 0 steps: an edition that is older. */
function editionOf(world: World, leaderId: string, steps: number): Configuration {
  const { configuration } = world.view('b');
  const document = { ...configuration, leaderId };
  let edition = steps === 0 ? { ...document, stamp: { ...configuration.stamp, version: 0 } } : configuration;
  for (let step = 0; step < steps; step += 1) {
    edition = reviseConfiguration(edition, { ...document, timeoutMinutes: 11 + step });
  }
  return edition;
}

function bodyOf(world: World, edition: Configuration, secret?: string): string {
  const { identity } = world.machine('b');
  const target = secret === undefined ? identity : { ...identity, secret: Secret.of(secret) };
  return encodePushFor(target, edition, undefined, { at: 0, selfId: 'z' });
}

/** B does `deed` while it handles a push, before it answers. */
function meanwhile(world: World, deed: (state: NodeState, world: World) => void): void {
  const { node, state } = processOf(world, 'b');
  const { application } = node;
  const isAuthorized = application.isAuthorized.bind(application);
  application.isAuthorized = (secret) => {
    deed(state, world);
    return isAuthorized(secret);
  };
}

describe('S9, refused pushes', () => {
  for (const [what, steps, secret, expected] of [
    ['an older edition', 0, undefined, 409],
    ['a newer one of another leader', 2, undefined, 409],
    ['one with a wrong secret', 1, 'guessed', 401],
  ] as const) {
    it(`are lawful when nothing comes of them: ${what}`, async () => {
      const world = await calmWorld();
      const code = await push(world, bodyOf(world, editionOf(world, 'z', steps), secret));
      assert.equal(code, expected);
      world.checks.assertNone();
    });
  }

  it('are lawful when nothing comes of them: one of another cluster', async () => {
    const world = await calmWorld();
    const edition = editionOf(world, 'z', 1);
    const members = edition.members.flatMap((one) => (one.id === 'b' ? [] : [{ ...one, id: 'z', url: URL }]));
    const foreign = { ...edition, members, stamp: { ...edition.stamp, epoch: 5 } };
    assert.equal(await push(world, bodyOf(world, foreign)), 409);
    world.checks.assertNone();
  });

  it('are lawful when nothing comes of them: one of the wrong form', async () => {
    const world = await calmWorld();
    const cocoaSecret = world.machine('b').identity.secret.reveal();
    assert.equal(await push(world, JSON.stringify({ cocoaSecret, cocoaBasic: { timeout: 'x' } })), 400);
    world.checks.assertNone();
  });

  it('are told from those that are taken, which change much', async () => {
    const world = await calmWorld();
    meanwhile(world, (state) => {
      state.book.note('a', 'v4', '47.92.9.9', [], 0);
    });
    assert.equal(await push(world, bodyOf(world, editionOf(world, 'a', 1))), 200);
    assert.equal(world.view('b').configuration.timeoutMinutes, 11);
    assert.equal(verdict(world, 'S9'), '');
  });

  const deeds: readonly (readonly [string, (state: NodeState, world: World) => void])[] = [
    [
      'bound leader',
      (state) => {
        state.cluster = { ...state.cluster, boundLeaderId: 'c' };
      },
    ],
    [
      'address book',
      (state) => {
        state.book.note('a', 'v4', '47.92.9.9', [], 0);
      },
    ],
    [
      'liveness',
      (state) => {
        for (const peer of state.liveness.peers.values()) peer.heardAt += 1;
      },
    ],
    [
      'stored configuration',
      (_state, world) => {
        const { disk } = world.machine('b');
        if (disk.cluster !== null) disk.cluster = { ...disk.cluster };
      },
    ],
    [
      'stored memory',
      (_state, world) => {
        const { disk } = world.machine('b');
        disk.memory = { ...disk.memory };
      },
    ],
    [
      'journal',
      (_state, world) => {
        const { disk } = world.machine('b');
        disk.journal = [...disk.journal];
      },
    ],
  ];
  for (const [what, deed] of deeds) {
    it(`are found to have left a trace: ${what}`, async () => {
      const world = await calmWorld();
      meanwhile(world, deed);
      assert.equal(await push(world, bodyOf(world, editionOf(world, 'z', 1))), 409);
      assert.match(
        verdict(world, 'S9'),
        new RegExp(`b refuses a push with 409.*\\nother than before: ${what}`),
      );
    });
  }

  it('may raise an alarm only if the pusher knew the secret', async () => {
    for (const [secret, expected] of [
      [undefined, /^$/],
      ['guessed', /refuses a push with 401.*\nother than before: alarms$/],
    ] as const) {
      const world = await calmWorld();
      meanwhile(world, ({ alarms }) => {
        alarms.set('x', { code: 'two-leaders', text: { en: 'x', zh: 'x' }, since: 0 });
      });
      await push(world, bodyOf(world, editionOf(world, 'z', 1), secret));
      assert.match(verdict(world, 'S9'), expected);
    }
  });
});
