import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlanReport } from '../../src/http/application.ts';
import type { ClusterView } from '../../src/model/cluster-view.ts';
import { text } from '../../src/model/text.ts';
import { healthyView, oneDeadView, unjoinedView } from '../support/cluster-views.ts';
import { startFakeDaemon, type FakeDaemon, type Script } from './fake-daemon.ts';
import { scriptedAsker } from './fake-parts.ts';
import { runCommand, type Outcome, type Surroundings } from './run-command.ts';

async function withDaemon(
  script: Script,
  argv: string,
  around: Surroundings = {},
): Promise<Outcome & { asked: FakeDaemon['asked'] }> {
  const daemon = await startFakeDaemon(script);
  try {
    return { ...(await runCommand(argv.split(' '), { daemon, ...around })), asked: daemon.asked };
  } finally {
    await daemon.close();
  }
}

function answering(...answers: unknown[]): Surroundings {
  const { asker } = scriptedAsker(answers);
  return { isInteractive: true, parts: { openAsker: () => Promise.resolve(asker) } };
}

const idle: PlanReport['entries'][number] = {
  cellKey: 'example.com|www|A|default',
  record: 'www.example.com',
  type: 'A',
  line: 'default',
  value: '203.0.113.7',
  ttl: 600,
  holder: 'Guangzhou',
  change: null,
  why: text('It is in place.', '已就位。'),
  wait: null,
};
const moving: PlanReport['entries'][number] = {
  ...idle,
  cellKey: 'example.com|www|A|china-unicom',
  line: 'china-unicom',
  value: '198.51.100.20',
  holder: '上海',
  change: { by: 'Guangzhou', isMine: true, newValue: '203.0.113.7', reason: 'taken-over' },
  why: text('上海 is dead, Guangzhou is next.', '上海 失联，由 Guangzhou 接手。'),
  wait: { failoverSeconds: 68, ttlSeconds: 600 },
};

describe('plan', () => {
  const planOf = (...entries: PlanReport['entries']): PlanReport => ({ at: 0, entries, warnings: [] });

  it('ends with 0 when there is nothing to do', async () => {
    const { exitCode, out, err } = await withDaemon({ plan: planOf(idle) }, 'plan');
    assert.deepEqual([exitCode, err], [0, '']);
    assert.match(out, /1 record, 0 to change\./);
  });

  it('ends with 2 when there are changes, and says what, by whom and why', async () => {
    const { exitCode, out } = await withDaemon({ plan: planOf(idle, moving) }, 'plan');
    assert.equal(exitCode, 2);
    assert.match(
      out,
      /www\.example\.com +A +china-unicom \(CU\) +198\.51\.100\.20 +上海 +203\.0\.113\.7 +Guangzhou +~68 s \+ TTL 600 s +上海 is dead/,
    );
    assert.match(out, /2 records, 1 to change/);
  });

  it('ends with 1 when it fails', async () => {
    const { exitCode, out } = await withDaemon({ refusal: new Error('lost') }, 'plan');
    assert.deepEqual([exitCode, out], [1, '']);
  });

  it('does not take a zone that could not be read for nothing to do', async () => {
    const warnings = [text('Zone example.com could not be read.', '无法读取域 example.com。')];
    const unread = await withDaemon({ plan: { ...planOf(idle), warnings } }, 'plan');
    assert.equal(unread.exitCode, 1);
    const changing = await withDaemon({ plan: { ...planOf(idle, moving), warnings } }, 'plan');
    assert.equal(changing.exitCode, 2);
  });

  it('prints the report as JSON', async () => {
    const plan = planOf(idle, moving);
    const { exitCode, out } = await withDaemon({ plan }, 'plan --json');
    assert.equal(exitCode, 2);
    assert.deepEqual(JSON.parse(out), plan);
  });

  it('imagines several nodes dead, and refuses one that does not exist', async () => {
    const { asked } = await withDaemon({}, 'plan --without 上海 Beijing');
    assert.deepEqual(asked, [{ what: 'plan', details: ['上海', 'Beijing'] }]);
    const repeated = await withDaemon({}, 'plan --without 上海,Beijing --json');
    assert.deepEqual(repeated.asked, asked);
    const unknown = await withDaemon({}, 'plan --without Shenzhen');
    assert.equal(unknown.exitCode, 1);
    assert.match(unknown.err, /no node "Shenzhen"\.\nThere are: Guangzhou, 上海, Beijing/);
  });
});

describe('status', () => {
  it('tells who this is, who is there and which line points where', async () => {
    const { exitCode, out } = await withDaemon({ view: oneDeadView }, 'status');
    assert.equal(exitCode, 0);
    assert.match(out, /node +Guangzhou \(code-gz-71c2\), leader/);
    assert.match(out, /configuration +1\.42, nodes 3, services 2, accounts 1/);
    assert.match(out, /上海 +code-sh-9b04 +follower +dead +12 min ago +CU/);
    assert.match(out, /china-telecom \(CT\) +A +Guangzhou +203\.0\.113\.7 +2 /);
    assert.match(out, /Records not in place/);
    assert.match(out, /www\.example\.com +A +china-unicom \(CU\) +203\.0\.113\.7 +held by a backup +上海/);
    assert.match(out, /198\.51\.100\.20 → 203\.0\.113\.7 +taken over/);
  });

  it('says nothing of trouble when there is none', async () => {
    const { out } = await withDaemon({ view: healthyView }, 'showStatus');
    assert.doesNotMatch(out, /not in place|Alarms|FROZEN|DATABASE/);
  });

  it('puts alarms and modes where they are seen', async () => {
    const view: ClusterView = {
      ...healthyView,
      isFrozen: true,
      isStoreReachable: false,
      alarms: [
        { code: 'config-fork', text: text('Two editions.', '两个版本。'), since: healthyView.at - 60_000 },
      ],
    };
    const english = await withDaemon({ view }, 'status');
    assert.match(
      english.out,
      /FROZEN: no moves, DATABASE NOT REACHABLE[^]*! Two editions\. \[config-fork\] 1 min ago[^]*Nodes/,
    );
    const chinese = await withDaemon({ view }, 'status', { language: 'zh' });
    assert.match(chinese.out, /已冻结：不作任何切换，数据库不可用[^]*两个版本/);
    assert.match(chinese.out, /Guangzhou（code-gz-71c2），主节点/);
  });

  it('names a service whose records nobody keeps', async () => {
    const { configuration } = healthyView;
    const members = configuration.members.map((member) => ({
      ...member,
      carries: ['example.com/www'] as const,
    }));
    const view: ClusterView = { ...healthyView, configuration: { ...configuration, members } };
    const { out } = await withDaemon({ view }, 'status');
    assert.match(out, /! Nobody keeps the records of api\.example\.com:/);
    assert.match(out, /carries www\.example\.com$/m);
  });

  it('does not call a provider unreachable that nothing is asked of', async () => {
    const view: ClusterView = {
      ...healthyView,
      cells: [],
      configuration: { ...healthyView.configuration, services: [] },
      provider: { ...healthyView.provider, isUp: false, lastReadAt: null },
    };
    const { out } = await withDaemon({ view }, 'status');
    assert.match(out, /provider +not needed yet/);
  });

  it('tells of a follower that is in no cluster', async () => {
    const { exitCode, out } = await withDaemon({ view: unjoinedView }, 'status');
    assert.equal(exitCode, 0);
    assert.match(out, /in no cluster yet/);
  });

  it('is the view as JSON, secrets masked', async () => {
    const { out } = await withDaemon({ view: oneDeadView }, 'status --json');
    const printed = JSON.parse(out) as ClusterView;
    const { cells, members, configuration, recentChanges } = JSON.parse(
      JSON.stringify(oneDeadView),
    ) as ClusterView;
    assert.deepEqual(
      [printed.cells, printed.members, printed.recentChanges],
      [cells, members, recentChanges],
    );
    assert.deepEqual(printed.configuration, configuration);
    assert.match(out, /"secret": "\*\*\*"/);
  });
});

describe('the lists', () => {
  it('show nodes, accounts and services, also as JSON', async () => {
    const nodes = await withDaemon({}, 'node list --json');
    assert.deepEqual(
      (JSON.parse(nodes.out) as { name: string; state: string }[]).map(({ name, state }) => [name, state]),
      [
        ['Guangzhou', 'self'],
        ['上海', 'well'],
        ['Beijing', 'well'],
      ],
    );
    assert.doesNotMatch(nodes.out, /secret/);
    const accounts = await withDaemon({}, 'dns list');
    assert.match(accounts.out, /Ali +LTAI\*\*\*lue +2/);
    const services = await withDaemon({}, 'service list');
    assert.match(services.out, /接口 +api\.example\.com +Ali +all/);
    const names = await withDaemon({}, 'witness names');
    assert.match(names.out, /Guangzhou +example\.com +_cocoa-0123456789/);
    const json = await withDaemon({}, 'witness names --json');
    assert.deepEqual(JSON.parse(json.out), [
      { node: 'Guangzhou', zone: 'example.com', rr: '_cocoa-0123456789' },
    ]);
  });
});

describe('freeze and drain', () => {
  it('say what they did', async () => {
    const on = await withDaemon({}, 'freeze on');
    assert.deepEqual([on.exitCode, on.asked], [0, [{ what: 'freeze', details: true }]]);
    assert.match(on.out, /Frozen/);
    const off = await withDaemon({}, 'freeze off', { language: 'zh' });
    assert.deepEqual([off.exitCode, off.asked], [0, [{ what: 'freeze', details: false }]]);
    assert.match(off.out, /已恢复/);
  });

  it('count what changed hands, and fail when something is left', async () => {
    const all = await withDaemon({}, 'drain');
    assert.equal(all.exitCode, 0);
    assert.match(all.out, /Handed over: 3/);
    const some = await withDaemon({ drained: { handedOver: 1, kept: 2 } }, 'drain');
    assert.equal(some.exitCode, 1);
    assert.match(some.err, /Still held here: 2/);
  });

  it('ask on a terminal alone, for only a restart ends a drain', async () => {
    const no = await withDaemon({}, 'drain', answering(false));
    assert.deepEqual([no.exitCode, no.asked], [2, []]);
    assert.match(no.out, /until its daemon is restarted/);
    for (const [argv, around] of [
      ['drain', answering(true)],
      ['drain --yes', answering()],
    ] as const)
      assert.deepEqual((await withDaemon({}, argv, around)).asked, [{ what: 'drain' }]);
  });
});

describe('quit', () => {
  const follower: ClusterView = { ...healthyView, self: { ...healthyView.self, role: 'follower' } };

  it('lets a follower leave', async () => {
    const { exitCode, out, asked } = await withDaemon({ view: follower }, 'quit');
    assert.deepEqual([exitCode, asked], [0, [{ what: 'quit', details: false }]]);
    assert.match(out, /has left its cluster/);
  });

  it('warns of records that stay on the node that leaves', async () => {
    const self = { ...healthyView.self, role: 'follower' as const };
    const [first, ...rest] = healthyView.cells;
    assert.ok(first);
    const cells = [{ ...first, holderId: self.id, succession: [self.id] }, ...rest];
    const { err } = await withDaemon({ view: { ...healthyView, self, cells } }, 'quit');
    assert.match(err, /No other node may take 1 of them \(www\.example\.com\)/);
  });

  it('asks first when somebody is there', async () => {
    const no = await withDaemon({ view: follower }, 'quit', answering(false));
    assert.deepEqual([no.exitCode, no.asked], [2, []]);
    const yes = await withDaemon({ view: follower }, 'quit', answering(true));
    assert.deepEqual([yes.exitCode, yes.asked.length], [0, 1]);
  });

  it('does nothing on a node that is in no cluster', async () => {
    const { exitCode, out, asked } = await withDaemon({ view: unjoinedView }, 'quit');
    assert.deepEqual([exitCode, asked], [0, []]);
    assert.match(out, /in no cluster/);
  });

  it('dissolves a cluster on its leader alone with --dissolve and --yes', async () => {
    const plain = await withDaemon({}, 'quit --yes');
    assert.deepEqual([plain.exitCode, plain.asked], [1, []]);
    assert.match(plain.err, /only dissolve it[^]*quit --dissolve --yes/);
    const unconfirmed = await withDaemon({}, 'quit --dissolve');
    assert.deepEqual([unconfirmed.exitCode, unconfirmed.asked], [2, []]);
    assert.match(unconfirmed.out, /all 3 nodes \(Guangzhou, 上海, Beijing\)/);
    const done = await withDaemon({}, 'quit --dissolve --yes');
    assert.deepEqual([done.exitCode, done.asked], [0, [{ what: 'quit', details: true }]]);
  });

  it('does not dissolve from a follower, nor make it leave instead', async () => {
    const { exitCode, err, asked } = await withDaemon({ view: follower }, 'quit --dissolve --yes');
    assert.deepEqual([exitCode, asked], [1, []]);
    assert.match(err, /Only the leader can dissolve[^]*without --dissolve/);
  });
});

describe('config adopt and config force', () => {
  it('ask for consent and name the node by its code', async () => {
    const shown = await withDaemon({}, 'config adopt 上海');
    assert.deepEqual([shown.exitCode, shown.asked], [2, []]);
    const adopted = await withDaemon({}, 'config adopt 上海 --yes');
    assert.deepEqual([adopted.exitCode, adopted.asked], [0, [{ what: 'adopt', details: 'code-sh-9b04' }]]);
    const refused = await withDaemon({}, 'config force');
    assert.deepEqual([refused.exitCode, refused.asked], [2, []]);
    const forced = await withDaemon({}, 'config force -y');
    assert.deepEqual([forced.exitCode, forced.asked], [0, [{ what: 'force' }]]);
    const self = { ...healthyView.self, role: 'follower' as const };
    const follower = await withDaemon({ view: { ...healthyView, self } }, 'config force -y');
    assert.deepEqual([follower.exitCode, follower.out, follower.asked], [1, '', []]);
    assert.match(follower.err, /Only the leader can force/);
  });
});
