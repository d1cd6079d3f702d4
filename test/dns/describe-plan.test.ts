import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeHeir, describeSilence, describeUnusable, describeWhy } from '../../src/dns/describe-plan.ts';

const who = { actor: 'Guangzhou', about: '上海' };

describe('describeWhy', () => {
  it('says who does what, by friendly names', () => {
    assert.equal(describeWhy('holder-dead', who).en, '"上海" held it and is dead; "Guangzhou" is next.');
    assert.equal(describeWhy('holder-alive', who).zh, '由“上海”持有，它仍然在线。');
    assert.equal(describeWhy('yielded', who).en, '"上海" hands it over to "Guangzhou".');
    assert.equal(describeWhy('own-address', who).en, '"Guangzhou" holds it and has a new address.');
  });

  it('speaks of another node where none is named', () => {
    assert.equal(
      describeWhy('others-ahead', { ...who, about: null }).en.startsWith('another node comes'),
      true,
    );
  });
});

describe('describeSilence', () => {
  it('does not call alive who has not been heard', () => {
    assert.match(describeSilence('B').en, /^"B" holds it and is silent, but not judged dead yet/);
    assert.match(describeSilence('B').zh, /“B”持有；它没有响应，但尚未判定失联/);
  });
});

describe('describeUnusable', () => {
  it('counts the records that compete', () => {
    assert.match(describeUnusable({ kind: 'ambiguous', count: 3 }).en, /^3 records match/);
    assert.match(describeUnusable({ kind: 'missing' }).zh, /service set/);
    assert.match(describeUnusable({ kind: 'unread' }).en, /not been read/);
  });
});

describe('describeHeir', () => {
  it('tells owners from backups, and says when nobody is left', () => {
    assert.match(describeHeir('B', 'A', true).en, /"A" owns the line as well/);
    assert.match(describeHeir('B', 'A', false).en, /"A" is the first backup after "B"/);
    assert.match(describeHeir('B', null, false).zh, /没有其他节点能从“B”接管/);
  });
});
