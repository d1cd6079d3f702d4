import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordPlanInput, ZoneFacts } from '../../src/dns/record-plan.ts';
import { planRecords, zonesToRead } from '../../src/dns/record-plan.ts';
import type { ZoneRecord } from '../../src/dns/provider/provider.ts';
import type { RecordAction } from '../../src/model/edit.ts';
import type { Line } from '../../src/model/line.ts';
import { LINES } from '../../src/model/line.ts';
import { aDocument, aMember, aService } from '../support/configurations.ts';

const EMPTY = aDocument({ services: [] });
const WWW = aDocument();
const KEY = 'example.test|www|A|default';

function aRecord(id: string, differing: Partial<ZoneRecord> = {}): ZoneRecord {
  return {
    id,
    rr: 'www',
    type: 'A',
    lineCode: 'default',
    line: 'default',
    value: '192.0.2.1',
    ttl: 600,
    enabled: true,
    locked: false,
    updatedAt: null,
    remark: null,
    weight: null,
    ...differing,
  };
}

function facts(records: readonly ZoneRecord[], lines: readonly Line[] = LINES): ZoneFacts {
  return { reading: { records, providerNow: null }, limits: { minTtl: 600, lines } };
}

/** The address of node `x` is `address of x`. */
function plan(input: Partial<RecordPlanInput>, records: readonly ZoneRecord[] = []): readonly RecordAction[] {
  return planRecords({
    before: EMPTY,
    after: WWW,
    zones: new Map([['example.test', facts(records)]]),
    addressOf: (nodeId) => `address of ${nodeId}`,
    madeRecords: [],
    deleteRecords: false,
    ...input,
  });
}

const left = (why: string, cellKey = KEY): unknown => ({ action: 'leave', cellKey, why });

describe('the plan for a new cell', () => {
  it('creates a record that is missing, with the address of the first owner', () => {
    const members = [
      aMember('a', { lines: ['default'], name: '甲' }),
      aMember('b', { lines: ['default'], name: '乙', priority: 1 }),
    ];
    assert.deepEqual(plan({ after: aDocument({ members }) }), [
      { action: 'create', cellKey: KEY, node: '乙', value: 'address of b' },
    ]);
    const onlyA = (id: string): string | null => (id === 'a' ? '192.0.2.7' : null);
    assert.deepEqual(plan({ after: aDocument({ members }), addressOf: onlyA }), [
      { action: 'create', cellKey: KEY, node: '甲', value: '192.0.2.7' },
    ]);
  });

  it('asks for the address of the cell’s own family', () => {
    const members = [aMember('a', { lines: ['default'], families: ['v4', 'v6'] })];
    const actions = plan({ after: aDocument({ members }), addressOf: (_, family) => family });
    assert.deepEqual(
      actions.map((action) => ('value' in action ? [action.cellKey, action.value] : action)),
      [
        [KEY, 'v4'],
        ['example.test|www|AAAA|default', 'v6'],
      ],
    );
  });

  it('leaves it missing rather than creating it with a backup’s address', () => {
    const members = [aMember('a', { lines: ['default'] }), aMember('b')];
    const addressOf = (id: string): string | null => (id === 'b' ? '192.0.2.8' : null);
    assert.deepEqual(plan({ after: aDocument({ members }), addressOf }), [left('no-owner-address')]);
    const inMaintenance = [aMember('a', { lines: ['default'], maintenance: true }), aMember('b')];
    assert.deepEqual(plan({ after: aDocument({ members: inMaintenance }) }), [left('no-owner-address')]);
  });

  const rows: readonly (readonly [string, readonly ZoneRecord[], unknown])[] = [
    [
      'one enabled record',
      [aRecord('7')],
      { action: 'adopt', cellKey: KEY, value: '192.0.2.1', recordId: '7' },
    ],
    [
      'one enabled beside a disabled one',
      [aRecord('7'), aRecord('8', { enabled: false })],
      { action: 'adopt', cellKey: KEY, value: '192.0.2.1', recordId: '7' },
    ],
    ['several enabled records', [aRecord('7'), aRecord('8')], left('ambiguous')],
    ['a disabled record', [aRecord('7', { enabled: false })], left('disabled')],
    ['a locked record', [aRecord('7', { locked: true })], left('locked')],
    ['a CNAME in its place', [aRecord('7', { type: 'CNAME' })], left('foreign-type')],
    [
      'a disabled CNAME in its place',
      [aRecord('7', { type: 'cname', enabled: false, rr: 'WWW' })],
      left('foreign-type'),
    ],
    ['a URL forward in its place', [aRecord('7', { type: 'REDIRECT_URL' })], left('foreign-type')],
    ['a delegation of its name', [aRecord('7', { type: 'NS' })], left('foreign-type')],
  ];
  for (const [situation, records, outcome] of rows) {
    it(`${situation}: ${(outcome as RecordAction).action}`, () => {
      assert.deepEqual(plan({}, records), [outcome]);
    });
  }

  it('is not hindered by what stands elsewhere', () => {
    const elsewhere = [
      aRecord('1', { type: 'CNAME', line: 'overseas', lineCode: 'oversea' }),
      aRecord('2', { type: 'CNAME', line: null, lineCode: 'cn_telecom_beijing' }),
      aRecord('3', { type: 'CNAME', rr: 'blog' }),
      aRecord('4', { type: 'TXT' }),
      aRecord('5', { type: 'AAAA' }),
      aRecord('6', { line: 'overseas' }),
    ];
    assert.deepEqual(
      plan({}, elsewhere).map(({ action }) => action),
      ['create'],
    );
    const apex = aDocument({ services: [aService('@')] });
    const nameServers = [aRecord('1', { rr: '@', type: 'NS' })];
    assert.equal(plan({ after: apex }, nameServers)[0]?.action, 'create');
  });

  it('leaves out lines that the zone’s plan does not know', () => {
    const members = [aMember('a', { lines: ['default', 'cernet'] })];
    const zones = new Map([['example.test', facts([], ['default'])]]);
    assert.deepEqual(
      plan({ after: aDocument({ members }), zones })[1],
      left('line-unsupported', 'example.test|www|A|cernet'),
    );
  });

  it('does nothing in a zone that was not read', () => {
    assert.deepEqual(plan({ zones: new Map() }), []);
    const other = aDocument({ services: [aService('www', { zone: 'other.test' })] });
    assert.deepEqual(plan({ after: other }), []);
  });

  it('asks every zone about its own records alone', () => {
    const after = aDocument({ services: [aService('www'), aService('www', { zone: 'other.test' })] });
    const zones = new Map([
      ['example.test', facts([aRecord('7')])],
      ['other.test', facts([])],
    ]);
    assert.deepEqual(
      plan({ after, zones }).map(({ action, cellKey }) => [action, cellKey]),
      [
        ['adopt', KEY],
        ['create', 'other.test|www|A|default'],
      ],
    );
  });
});

describe('the plan for cells that were there before', () => {
  it('is empty when the edit does not touch them', () => {
    assert.deepEqual(plan({ before: WWW }), []);
  });

  it('creates what is missing when the edit touches them, and adopts nothing again', () => {
    const isTouched = (): boolean => true;
    assert.equal(plan({ before: WWW, isTouched })[0]?.action, 'create');
    assert.deepEqual(plan({ before: WWW, isTouched }, [aRecord('7')]), []);
    assert.deepEqual(plan({ before: WWW, isTouched }, [aRecord('7', { locked: true })]), []);
  });

  it('treats them as new at another provider', () => {
    const after = aDocument({ services: [aService('www', { provider: 'Other' })] });
    assert.equal(plan({ before: WWW, after }, [aRecord('7')])[0]?.action, 'adopt');
  });

  it('covers lines that a node gains, and leaves the records of lines it loses', () => {
    const after = aDocument({ members: [aMember('a', { lines: ['overseas'] })] });
    assert.deepEqual(
      plan({ before: WWW, after }, [aRecord('7')]).map(({ action, cellKey }) => [action, cellKey]),
      [['create', 'example.test|www|A|overseas']],
    );
  });
});

describe('the plan for a removed service', () => {
  const made = (recordId: string, cellKey = KEY): RecordPlanInput['madeRecords'][number] => ({
    provider: 'Ali',
    zone: 'example.test',
    recordId,
    cellKey,
  });
  const removal = { before: WWW, after: EMPTY, deleteRecords: true, madeRecords: [made('7')] };

  it('leaves everything in place unless deletion is asked for', () => {
    assert.deepEqual(plan({ ...removal, deleteRecords: false }, [aRecord('7')]), []);
  });

  it('deletes what this cluster made, by id', () => {
    const expected = { action: 'delete', cellKey: KEY, value: '192.0.2.1', recordId: '7' };
    assert.deepEqual(plan(removal, [aRecord('7')]), [expected]);
  });

  it('deletes what it made for a line that nobody owns any more', () => {
    const key = 'example.test|www|A|cernet';
    const actions = plan({ ...removal, madeRecords: [made('9', key)] }, [aRecord('9', { line: 'cernet' })]);
    assert.deepEqual(
      actions.map(({ action, cellKey }) => [action, cellKey]),
      [['delete', key]],
    );
  });

  it('leaves what somebody else made', () => {
    assert.deepEqual(plan({ ...removal, madeRecords: [] }, [aRecord('7')]), [left('not-made-here')]);
  });

  it('leaves a made record that has become another thing, is disabled or is locked', () => {
    assert.deepEqual(plan(removal, [aRecord('7', { type: 'CNAME' })]), [left('not-made-here')]);
    assert.deepEqual(plan(removal, [aRecord('7', { rr: 'blog' })]), [left('not-made-here')]);
    assert.deepEqual(plan(removal, [aRecord('7', { line: null })]), [left('not-made-here')]);
    assert.deepEqual(plan(removal, [aRecord('7', { enabled: false })]), [left('disabled')]);
    assert.deepEqual(plan(removal, [aRecord('7', { locked: true })]), [left('locked')]);
  });

  it('has nothing to do where the record is gone', () => {
    assert.deepEqual(plan(removal, []), []);
  });

  it('touches no record of other services, other providers or the zone’s own', () => {
    const before = aDocument({ services: [aService('www'), aService('blog')] });
    const madeRecords = [
      made('7'),
      made('8', 'example.test|blog|A|default'),
      { ...made('9'), provider: 'Other' },
      made('10', 'other.test|www|A|default'),
      made('11', 'nonsense'),
    ];
    const records = ['8', '9', '10', '11'].map((id) => aRecord(id, { rr: `x${id}` }));
    const after = aDocument({ services: [aService('blog')] });
    const actions = plan({ before, after, deleteRecords: true, madeRecords }, [aRecord('7'), ...records]);
    assert.deepEqual(
      actions.map((action) => ('recordId' in action ? action.recordId : action)),
      ['7'],
    );
  });
});

describe('zonesToRead', () => {
  const services = [aService('www'), aService('www', { zone: 'other.test', provider: 'Other' })];

  it('names the zones of new cells, of touched cells, and of deletions', () => {
    const both = aDocument({ services });
    const isOther = ({ zone }: { readonly zone: string }): boolean => zone === 'other.test';
    const zones = (input: Parameters<typeof zonesToRead>[0]): unknown => [...zonesToRead(input)];
    assert.deepEqual(zones({ before: WWW, after: both, deleteRecords: false }), [['other.test', 'Other']]);
    assert.deepEqual(zones({ before: both, after: both, deleteRecords: false }), []);
    assert.deepEqual(zones({ before: both, after: both, deleteRecords: false, isTouched: isOther }), [
      ['other.test', 'Other'],
    ]);
    assert.deepEqual(zones({ before: both, after: WWW, deleteRecords: true }), [['other.test', 'Other']]);
    assert.deepEqual(zones({ before: both, after: WWW, deleteRecords: false }), []);
  });
});
