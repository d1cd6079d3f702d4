import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sealed } from './seal.ts';

describe('while a schedule runs', () => {
  for (const [name, reach] of [
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date()],
    ['Math.random', () => Math.random()],
    ['performance.now', () => performance.now()],
    ['globalThis.setTimeout', () => setTimeout(() => undefined, 1)],
    ['crypto.randomUUID', () => crypto.randomUUID()],
  ] as const) {
    it(`${name} is refused and noted, and works again afterwards`, async () => {
      const { result, touched } = await sealed(async () => {
        try {
          return reach();
        } catch (error) {
          return error;
        }
      });
      assert.ok(result instanceof Error);
      assert.equal(touched.length, 1);
      assert.match(touched[0] ?? '', new RegExp(`^${name.replace(/[().]/g, '\\$&')} `));
      const again = reach();
      if (typeof again === 'object' && 'unref' in again) clearTimeout(again);
    });
  }

  it('an instant that is told is no look at the calendar', async () => {
    const { result, touched } = await sealed(async () => new Date(0).toISOString());
    assert.deepEqual([result, touched], ['1970-01-01T00:00:00.000Z', []]);
  });
});
