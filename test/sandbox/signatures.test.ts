import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalQuery, signV2, stringToSignV2 } from '../../src/sandbox/api/signature-v2.ts';

describe('signature V2', () => {
  it('signs the sample that circulates with the official description', () => {
    const values = new Map([
      ['AccessKeyId', 'testid'],
      ['Action', 'DescribeRegions'],
      ['Format', 'XML'],
      ['SignatureMethod', 'HMAC-SHA1'],
      ['SignatureVersion', '1.0'],
      ['SignatureNonce', '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf'],
      ['Timestamp', '2016-02-23T12:46:24Z'],
      ['Version', '2014-05-26'],
    ]);
    assert.equal(signV2(stringToSignV2('GET', values), 'testsecret'), 'OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  });

  it('encodes every awkward character and tells GET from POST', () => {
    const values = new Map([
      ['Version', '2015-01-09'],
      ['Timestamp', '2024-01-02T03:04:05Z'],
      ['TTL', '600'],
      ['Value', "a b~c'd(e)!/+=测"],
      ['Type', 'TXT'],
      ['RR', '*'],
      ['Line', 'telecom'],
      ['DomainName', 'example.com'],
      ['Action', 'AddDomainRecord'],
      ['AccessKeyId', 'testid'],
      ['Format', 'JSON'],
      ['SignatureMethod', 'HMAC-SHA1'],
      ['SignatureNonce', '0123456789abcdef0123456789abcdef'],
      ['SignatureVersion', '1.0'],
    ]);
    assert.equal(
      canonicalQuery(values),
      'AccessKeyId=testid&Action=AddDomainRecord&DomainName=example.com&Format=JSON&Line=telecom&RR=%2A' +
        '&SignatureMethod=HMAC-SHA1&SignatureNonce=0123456789abcdef0123456789abcdef&SignatureVersion=1.0' +
        '&TTL=600&Timestamp=2024-01-02T03%3A04%3A05Z&Type=TXT' +
        '&Value=a%20b~c%27d%28e%29%21%2F%2B%3D%E6%B5%8B&Version=2015-01-09',
    );
    assert.equal(signV2(stringToSignV2('GET', values), 'testsecret'), 'PjE2aP4uvffGynzvfgmdybr9yOw=');
    assert.equal(signV2(stringToSignV2('POST', values), 'testsecret'), 'hB2YO3bacWirhc37VBDxp0EqEE0=');
  });
});
