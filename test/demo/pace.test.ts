import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configOrThrow, loadConfig } from '../../src/config/load.ts';
import { checkTimers } from '../../src/config/timers.ts';
import { successionOf } from '../../src/dns/succession.ts';
import { cellsOf } from '../../src/dns/cells.ts';
import { aDocument, aMember } from '../support/configurations.ts';
import { CAST, HOST, NODE_NAMES, SERVICE, type NodeName } from '../../src/demo/cast.ts';
import { DEMO_PROFILE, DEMO_TIMERS, handBackBoundMs, takeOverBoundMs } from '../../src/demo/pace.ts';
import { settingsText } from '../../src/demo/settings-text.ts';

describe('the pace of the demonstration', () => {
  it('keeps all inequalities of the protocol', () => {
    assert.deepEqual(checkTimers(DEMO_TIMERS, DEMO_PROFILE), []);
  });

  it('is fast enough for two to three minutes, by the bounds alone', () => {
    const deaths = takeOverBoundMs(DEMO_TIMERS, 1) + 2 * takeOverBoundMs(DEMO_TIMERS, 3);
    const returns = handBackBoundMs(DEMO_TIMERS, 1) + handBackBoundMs(DEMO_TIMERS, 5);
    assert.ok(deaths + returns < 160_000, `${deaths + returns} ms`);
  });
});

describe('a settings file of the demonstration', () => {
  for (const name of NODE_NAMES) {
    it(`makes node ${name} what it plays, with the timers of the show`, async () => {
      const text = settingsText({
        part: CAST[name],
        url: 'http://127.0.0.1:23456',
        port: 23_456,
        secret: 'a "quoted" # secret: \\ 秘密',
        dataFolder: '/tmp/with blank: and # "quotes"/数据',
        endpoint: 'http://127.0.0.1:34567',
      });
      const config = configOrThrow(
        await loadConfig({
          argvPath: '/demo.yaml',
          env: {},
          cwd: '/',
          isTerminal: false,
          readFile: () => Promise.resolve(text),
        }),
      );
      assert.deepEqual(config.timers, DEMO_TIMERS);
      assert.equal(config.secret?.reveal(), 'a "quoted" # secret: \\ 秘密');
      assert.equal(config.dataFolder, '/tmp/with blank: and # "quotes"/数据');
      assert.deepEqual(
        [config.nodeName, config.role, config.listenHost, config.apiPort, config.sandbox],
        [name, CAST[name].role, '127.0.0.1', 23_456, null],
      );
      assert.deepEqual(config.addressSources.v4, [{ kind: 'fixed', address: CAST[name].address }]);
      assert.deepEqual(config.addressSources.v6, []);
    });
  }
});

describe('the cast of the demonstration', () => {
  const configuration = aDocument({
    services: [SERVICE],
    members: NODE_NAMES.map((name) => aMember(CAST[name].id, { name, lines: CAST[name].lines })),
  });
  const succession = new Map(
    cellsOf(configuration).map((cell) => [cell.line, successionOf(cell, configuration)]),
  );
  const placesOf = (owner: NodeName): (readonly (string | undefined)[])[] =>
    CAST[owner].lines.map((line) =>
      (succession.get(line) ?? []).map((id) => NODE_NAMES.find((name) => CAST[name].id === id)),
    );

  it('has one owner for each of the six lines', () => {
    assert.equal(cellsOf(configuration).length, 6);
    assert.equal(HOST, 'www.example.test');
  });

  it('lets a follower take over for a follower, and both of them for the leader', () => {
    assert.deepEqual(placesOf('B'), [['B', 'C', 'A']]);
    assert.deepEqual(new Set(placesOf('A').map(([, second]) => second)), new Set(['B', 'C']));
  });

  it('gives the returning leader no line of the node that is still dead', () => {
    for (const places of placesOf('C')) assert.deepEqual(places, ['C', 'B', 'A']);
  });
});
