import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { judgeCluster } from '../../../src/http/views/verdict.ts';
import type { CellState, ClusterView } from '../../../src/model/cluster-view.ts';
import {
  addressOf,
  cellsOf,
  healthyView,
  memberBj,
  memberGz,
  memberSh,
  memberView,
  oneDeadView,
  selfView,
  serviceApi,
  serviceWww,
  troubledView,
  unjoinedView,
} from '../../support/cluster-views.ts';

const deadSh = memberView(memberSh, { state: 'dead', silenceMs: 720_000, wellSince: null });

/** Shanghai's line has been taken over everywhere. */
const covered: ClusterView = {
  ...healthyView,
  members: [selfView, deadSh, memberView(memberBj)],
  cells: [serviceWww, serviceApi].flatMap((service) =>
    cellsOf(service, (cell) =>
      cell.line === 'china-unicom'
        ? { state: 'away', holderId: memberBj.id, value: addressOf(memberBj, cell.type) }
        : {},
    ),
  ),
};

function withCells(state: CellState): ClusterView {
  return {
    ...healthyView,
    cells: cellsOf(serviceWww, (cell) => (cell.line === 'cernet' ? { state, holderId: null } : {})),
  };
}

describe('the verdict', () => {
  it('says that all is well, with numbers', () => {
    const { severity, headline, details } = judgeCluster(healthyView);
    assert.equal(severity, 'ok');
    assert.equal(headline.en, 'All is well: 3 of 3 nodes are alive, 24 records in place.');
    assert.equal(headline.zh, '一切正常：3/3 个节点在线，24 条记录指向应在的节点。');
    assert.deepEqual(details, []);
  });

  it('names a dead node and who serves its lines instead', () => {
    const { severity, headline } = judgeCluster(covered);
    assert.equal(severity, 'warn');
    assert.equal(headline.en, '上海 is dead (silent for 12 min). China Unicom: served by Beijing instead.');
    assert.equal(headline.zh, '节点 上海 已失联（静默 12 分钟）。中国联通现由 Beijing 代管。');
  });

  it('is worse while records still point to the dead node, and says which', () => {
    const { severity, headline } = judgeCluster(oneDeadView);
    assert.equal(severity, 'bad');
    assert.equal(
      headline.en,
      '上海 is dead (silent for 12 min). 2 records still point to it: China Unicom (api.example.com). ' +
        'China Unicom: served by Guangzhou instead.',
    );
  });

  it('does not name a dead node as the stand-in of another', () => {
    const members = [selfView, deadSh, memberView(memberBj, { state: 'dead', silenceMs: 60_000 })];
    const { headline, details } = judgeCluster({ ...covered, members });
    const all = [headline, ...details.map(({ text }) => text)].map(({ en }) => en).join('\n');
    assert.ok(!all.includes('served by Beijing'), all);
    assert.match(all, /Beijing is dead \(silent for 1 min\)\. 12 records still point to it/);
  });

  it('alarms nobody about a node in maintenance', () => {
    const members = [memberGz, { ...memberSh, maintenance: true }, memberBj];
    const { severity } = judgeCluster({
      ...healthyView,
      members: covered.members,
      configuration: { ...healthyView.configuration, members },
    });
    assert.equal(severity, 'ok');
  });

  it('tells a node that is in no cluster what to do', () => {
    const { severity, headline } = judgeCluster(unjoinedView);
    assert.equal(severity, 'note');
    assert.match(headline.en, /in no cluster yet.*cocoasyncer node add/);
  });

  it('puts the gravest first when much is wrong', () => {
    const { severity, headline, details } = judgeCluster(troubledView);
    assert.equal(severity, 'bad');
    assert.match(headline.en, /^The DNS provider does not answer \(last read 4 min ago\)/);
    const weights = details.map((finding) => ['bad', 'warn', 'note'].indexOf(finding.severity));
    assert.deepEqual(weights, [...weights].sort());
    for (const part of [
      /database/,
      /2 alarms/,
      /Beijing has been silent for 35 s/,
      /witness record/,
      /Frozen/,
    ]) {
      assert.ok(
        details.some(({ text }) => part.test(text.en)),
        String(part),
      );
    }
  });

  const rows: readonly (readonly [CellState, string])[] = [
    ['orphaned', 'bad'],
    ['unknown-value', 'warn'],
    ['ambiguous', 'warn'],
    ['missing', 'warn'],
    ['disabled', 'ok'],
    ['locked', 'ok'],
    ['unread', 'ok'],
  ];
  for (const [state, expected] of rows) {
    it(`is ${expected} when the records of a line are ${state}, and says so`, () => {
      const { severity, headline, details } = judgeCluster(withCells(state));
      assert.equal(severity, expected);
      const all = [headline, ...details.map(({ text }) => text)].map(({ en }) => en).join('\n');
      assert.match(all, /2 records .*: CERNET \(www\.example\.com\)\./);
    });
  }

  it('takes a line without its AAAA record for an ordinary choice', () => {
    const cells = cellsOf(serviceWww, (cell) =>
      cell.type === 'AAAA' ? { state: 'missing', value: null } : {},
    );
    const { severity, details } = judgeCluster({ ...healthyView, cells });
    assert.equal(severity, 'ok');
    assert.match(details[0]?.text.en ?? '', /6 records missing for one address family/);
  });

  it('does not say that all is well while nobody keeps the records of a service', () => {
    const { configuration } = healthyView;
    const members = configuration.members.map((member) => ({
      ...member,
      carries: ['example.com/www'] as const,
    }));
    const view = { ...healthyView, cells: cellsOf(serviceWww), configuration: { ...configuration, members } };
    const { severity, headline } = judgeCluster(view);
    assert.equal(severity, 'warn');
    assert.match(headline.en, /^api\.example\.com: no node that carries it owns a line/);
    assert.match(headline.zh, /^api\.example\.com：.*无人维护/);
  });

  it('is content with a single node that has nothing to do yet', () => {
    const configuration = { ...healthyView.configuration, members: [memberGz], services: [] };
    const { severity, headline } = judgeCluster({
      ...healthyView,
      members: [selfView],
      cells: [],
      configuration,
    });
    assert.equal(severity, 'ok');
    assert.equal(headline.en, 'All is well: this node is alone; no service is managed yet.');
  });
});
