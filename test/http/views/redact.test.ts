import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createRedactor } from '../../../src/http/views/redact.ts';
import type { ClusterView } from '../../../src/model/cluster-view.ts';
import { FORBIDDEN, healthyView, memberBj, memberGz, memberSh } from '../../support/cluster-views.ts';

/** The healthy cluster with other node codes. */
function withCodes(...codes: readonly [string, string, string]): ClusterView {
  const members = [memberGz, memberSh, memberBj].map((member, index) => ({
    ...member,
    id: codes[index] ?? member.id,
  }));
  return { ...healthyView, members: [], cells: [], configuration: { ...healthyView.configuration, members } };
}

describe('the redactor', () => {
  it('turns node codes into friendly names', () => {
    const redact = createRedactor(healthyView);
    assert.equal(redact(`node ${memberSh.id} is ahead of ${memberBj.id}.`), 'node 上海 is ahead of Beijing.');
    assert.equal(redact(`http://${memberSh.id}.internal:44443`), 'http://上海.internal:44443');
  });

  const short = createRedactor(withCodes('gz', 'a', '广州'));
  const rows = [
    ['a short code as a word of its own', 'gz is ahead', 'Guangzhou is ahead'],
    ['a short code at the end of a sentence', 'heard by gz.', 'heard by Guangzhou.'],
    ['a short code amid Chinese', '节点gz失联', '节点Guangzhou失联'],
    ['a short code between quotes', '"gz"', '"Guangzhou"'],
    ['part of a longer word', 'gzip gz-2 gz_old', 'gzip gz-2 gz_old'],
    ['part of a host name', 'gz.example.com and x.gz', 'gz.example.com and x.gz'],
    ['a Chinese code anywhere', '广州失联', 'Beijing失联'],
    ['a code that is an English word', 'a leader', 'a leader'],
  ] as const;
  for (const [what, given, expected] of rows) {
    it(`handles ${what}`, () => {
      assert.equal(short(given), expected);
    });
  }

  it('takes codes with characters of regular expressions literally', () => {
    const redact = createRedactor(withCodes('n.*(1)', 'sh|bj', '\\d+'));
    assert.equal(redact('n.*(1), sh|bj, \\d+ 42'), 'Guangzhou, 上海, Beijing 42');
  });

  it('masks every secret of the view, and key ids', () => {
    const redact = createRedactor(healthyView);
    const clean = redact(FORBIDDEN.join(' '));
    for (const forbidden of FORBIDDEN) assert.ok(!clean.includes(forbidden), forbidden);
  });

  it('masks what looks like a credential although it is not in the view', () => {
    const redact = createRedactor(healthyView);
    assert.equal(
      redact('cannot connect to root:p4ss@tcp(db:3306)/cocoa'),
      'cannot connect to ***@tcp(db:3306)/cocoa',
    );
    assert.equal(
      redact('GET /?AccessKeyId=LTAIabc&Signature=x%2By%3D&Action=Update'),
      'GET /?AccessKeyId=***&Signature=***&Action=Update',
    );
  });

  it('shows a code that belongs to no known member as ***', () => {
    const redact = createRedactor({ ...healthyView, boundLeaderId: 'former-leader-code' });
    assert.equal(redact('bound to former-leader-code'), 'bound to ***');
  });

  it('leaves a text alone when there is nothing in it', () => {
    const redact = createRedactor(healthyView);
    assert.equal(redact('read discarded: 12 of 24 records'), 'read discarded: 12 of 24 records');
  });
});
