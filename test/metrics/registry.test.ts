import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

import { createMetrics, type Metrics } from '../../src/metrics/registry.ts';
import type { ClusterView } from '../../src/model/cluster-view.ts';
import type { Member } from '../../src/model/node.ts';
import {
  FORBIDDEN,
  healthyView,
  memberBj,
  memberView,
  oneDeadView,
  selfView,
  troubledView,
} from '../support/cluster-views.ts';

function metricsOf(view: ClusterView | null): Metrics {
  return createMetrics({ version: '0.1.0', view: () => view });
}

async function linesOf(metrics: Metrics): Promise<readonly string[]> {
  return (await metrics.renderMetrics()).body.split('\n');
}

function assertHas(lines: readonly string[], expected: readonly string[]): void {
  for (const line of expected) assert.ok(lines.includes(line), `missing: ${line}`);
}

const hasPromtool = spawnSync('promtool', ['--version']).error === undefined;

function lint(body: string): { readonly status: number | null; readonly complaints: readonly string[] } {
  const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: body, encoding: 'utf8' });
  return { status, complaints: stderr.split('\n').filter((line) => line !== '') };
}

describe('the metrics page', () => {
  it('keeps the gauge of the Go program, live', async () => {
    let view = healthyView;
    const metrics = createMetrics({ version: '0.1.0', view: () => view });
    assertHas(await linesOf(metrics), [
      'cocoaSyncerStatus{cocoaSyncerStatus="NodeNumber"} 3',
      'cocoaSyncerStatus{cocoaSyncerStatus="CocoaSyncerManagedService"} 2',
      'cocoaSyncerStatus{cocoaSyncerStatus="CocoaSyncerCloudPlatformInfo"} 1',
      'cocoaSyncerStatus{cocoaSyncerStatus="CocoaSyncerNodeOnlineCount"} 3',
      'cocoaSyncerStatus{cocoaSyncerStatus="CocoaSyncerNodeOfflineCount"} 0',
    ]);
    view = oneDeadView;
    assertHas(await linesOf(metrics), [
      'cocoaSyncerStatus{cocoaSyncerStatus="CocoaSyncerNodeOnlineCount"} 2',
      'cocoaSyncerStatus{cocoaSyncerStatus="CocoaSyncerNodeOfflineCount"} 1',
    ]);
  });

  it('shows peers by friendly name with silence, acknowledgement and state', async () => {
    assertHas(await linesOf(metricsOf(oneDeadView)), [
      'cocoasyncer_peer_silence_seconds{peer="上海"} 720',
      'cocoasyncer_peer_acked_age_seconds{peer="上海"} 720',
      'cocoasyncer_peer_state{peer="上海"} 4',
      'cocoasyncer_peer_state{peer="Beijing"} 1',
    ]);
  });

  it('has no sample for a silence that is not known, and none for this node itself', async () => {
    const unheard = memberView(memberBj, { state: 'unknown', silenceMs: null, ackedAgeMs: null });
    const lines = await linesOf(metricsOf({ ...healthyView, members: [selfView, unheard] }));
    assertHas(lines, ['cocoasyncer_peer_state{peer="Beijing"} 0']);
    assert.equal(lines.filter((line) => line.startsWith('cocoasyncer_peer_silence_seconds{')).length, 0);
    assert.equal(lines.filter((line) => line.includes('peer="Guangzhou"')).length, 0);
  });

  it('forgets peers that have left', async () => {
    let view = healthyView;
    const metrics = createMetrics({ version: '0.1.0', view: () => view });
    assert.ok((await metrics.renderMetrics()).body.includes('peer="Beijing"'));
    view = { ...healthyView, members: healthyView.members.slice(0, 2) };
    assert.ok(!(await metrics.renderMetrics()).body.includes('peer="Beijing"'));
  });

  it('counts records held and away, and the flags of this node', async () => {
    assertHas(await linesOf(metricsOf(oneDeadView)), [
      'cocoasyncer_cells_held 14',
      'cocoasyncer_cells_away 0',
      'cocoasyncer_cells{state="away"} 2',
      'cocoasyncer_cells{state="orphaned"} 2',
      'cocoasyncer_cells{state="missing"} 0',
      'cocoasyncer_config_epoch 1',
      'cocoasyncer_config_version 42',
      'cocoasyncer_provider_up 1',
      'cocoasyncer_witness_active 1',
      'cocoasyncer_frozen 0',
    ]);
    assertHas(await linesOf(metricsOf(troubledView)), [
      'cocoasyncer_provider_up 0',
      'cocoasyncer_frozen 1',
      'cocoasyncer_store_up 0',
      'cocoasyncer_alarms{kind="config-fork"} 1',
    ]);
    assertHas(await linesOf(metricsOf({ ...oneDeadView, self: memberOf('上海') })), [
      'cocoasyncer_cells_held 2',
      'cocoasyncer_cells_away 2',
    ]);
  });

  it('takes any node name, and two nodes of the same name', async () => {
    const name = 'a"b\\c\nd{e="f"}';
    const twins = healthyView.members.map((member) => ({ ...member, name }));
    const lines = await linesOf(metricsOf({ ...healthyView, members: twins }));
    assertHas(lines, [
      'cocoasyncer_peer_state{peer="a\\"b\\\\c\\nd{e=\\"f\\"}"} 1',
      'cocoasyncer_peer_state{peer="a\\"b\\\\c\\nd{e=\\"f\\"} (2)"} 1',
    ]);
    if (hasPromtool) {
      const { body } = await metricsOf({ ...healthyView, members: twins }).renderMetrics({
        includeLegacy: false,
      });
      assert.deepEqual(lint(body), { status: 0, complaints: [] });
    }
  });

  it('never shows a node code, a secret or a credential', async () => {
    for (const view of [healthyView, oneDeadView, troubledView]) {
      const { body } = await metricsOf(view).renderMetrics();
      for (const forbidden of FORBIDDEN) assert.ok(!body.includes(forbidden), forbidden);
    }
  });

  it('answers before there is anything to show', async () => {
    const { body, contentType } = await metricsOf(null).renderMetrics();
    assert.match(body, /^cocoasyncer_build_info\{version="0\.1\.0"\} 1$/m);
    assert.equal(contentType, 'text/plain; version=0.0.4; charset=utf-8');
  });
});

describe('promtool check metrics', { skip: hasPromtool ? false : 'promtool is not installed' }, () => {
  it('finds nothing to criticise in the names that are ours to choose', async () => {
    const metrics = metricsOf(troubledView);
    reportEverything(metrics);
    const { body } = await metrics.renderMetrics({ includeLegacy: false });
    assert.deepEqual(lint(body), { status: 0, complaints: [] });
  });

  it('can read the whole page, and criticises the spelling of the Go program’s gauge alone', async () => {
    const metrics = metricsOf(troubledView);
    reportEverything(metrics);
    const { complaints } = lint((await metrics.renderMetrics()).body);
    assert.deepEqual([...new Set(complaints)].sort(), [
      "cocoaSyncerStatus label names should be written in 'snake_case' not 'camelCase'",
      "cocoaSyncerStatus metric names should be written in 'snake_case' not 'camelCase'",
    ]);
  });
});

describe('the meter', () => {
  it('counts every event it is told', async () => {
    const metrics = metricsOf(healthyView);
    reportEverything(metrics);
    assertHas(await linesOf(metrics), [
      'cocoasyncer_moves_total{reason="taken-over"} 1',
      'cocoasyncer_moves_total{reason="yielded"} 0',
      'cocoasyncer_overturned_total{peer="上海"} 1',
      'cocoasyncer_provider_calls_total{action="read-zone",result="ok"} 1',
      'cocoasyncer_reads_discarded_total{why="implausible"} 1',
      'cocoasyncer_resumes_total 1',
      'cocoasyncer_auth_failures_total{why="wrong-secret"} 1',
      'cocoasyncer_push_rejected_total{why="older"} 1',
      'cocoasyncer_failover_seconds_sum 65',
      'cocoasyncer_failover_seconds_bucket{le="75"} 1',
      'cocoasyncer_failover_seconds_bucket{le="60"} 0',
      'cocoasyncer_witness_publish_seconds_count 1',
      'cocoasyncer_read_staleness_seconds_count 1',
      'cocoasyncer_tick_lateness_seconds_count 1',
    ]);
  });

  it('keeps skipped runs of a job apart from those that ran', async () => {
    const metrics = metricsOf(healthyView);
    metrics.meter.jobRun('reconcile', 'ok', 0.4);
    metrics.meter.jobRun('reconcile', 'failed', 3);
    metrics.meter.jobRun('reconcile', 'skipped', 0);
    assertHas(await linesOf(metrics), [
      'cocoasyncer_job_runs_total{job="reconcile"} 2',
      'cocoasyncer_job_failures_total{job="reconcile"} 1',
      'cocoasyncer_job_skips_total{job="reconcile"} 1',
      'cocoasyncer_job_duration_seconds_count{job="reconcile"} 2',
      'cocoasyncer_job_duration_seconds_sum{job="reconcile"} 3.4',
    ]);
  });

  it('leaves out what is not a length of time instead of throwing', async () => {
    const metrics = metricsOf(healthyView);
    metrics.meter.failoverSeconds(Number.NaN);
    metrics.meter.failoverSeconds(-1);
    metrics.meter.tickLatenessSeconds(Number.POSITIVE_INFINITY);
    metrics.meter.jobRun('prune', 'ok', Number.NaN);
    assertHas(await linesOf(metrics), [
      'cocoasyncer_failover_seconds_count 0',
      'cocoasyncer_tick_lateness_seconds_count 0',
      'cocoasyncer_job_runs_total{job="prune"} 1',
    ]);
  });

  it('belongs to one set of metrics: another one does not see its events', async () => {
    const [one, other] = [metricsOf(healthyView), metricsOf(healthyView)];
    one.meter.resumed();
    assertHas(await linesOf(other), ['cocoasyncer_resumes_total 0']);
  });
});

function memberOf(name: string): Member {
  const found = healthyView.configuration.members.find((member) => member.name === name);
  assert.ok(found);
  return found;
}

function reportEverything({ meter }: Metrics): void {
  meter.move('taken-over');
  meter.overturned('上海');
  meter.providerCall('read-zone', 'ok');
  meter.readDiscarded('implausible');
  meter.resumed();
  meter.authFailure('wrong-secret');
  meter.pushRejected('older');
  meter.failoverSeconds(65);
  meter.witnessPublishSeconds(0.3);
  meter.readStalenessSeconds(2);
  meter.tickLatenessSeconds(0.002);
  meter.jobRun('reconcile', 'ok', 1);
}
