/**
 * S9: configuration. Within one life of a process its edition never falls, and whom it follows changes with the epoch
 * only; two nodes of one edition have the same document, or an alarm stands as soon as they can have found out.
 */
import type { NodeState } from '../../../src/daemon/node-state.ts';
import type { Configuration } from '../../../src/model/configuration.ts';
import { compareStamps } from '../../../src/model/configuration.ts';
import type { CreateCheck } from './check.ts';
import { seconds } from './evidence.ts';

/** Followers hear of it with the next heartbeat, at the latest with a push after the longest back-off. */
const FOUND_OUT_MS = 140_000;
const ALARMS = ['config-fork', 'stale-leader', 'two-leaders'];

interface Seen {
  readonly boot: string;
  readonly configuration: Configuration;
  readonly boundLeaderId: string | null;
}

export const configuration: CreateCheck = ({ world, report }) => {
  const seen = new Map<string, Seen>();
  /** Since when two connected nodes have disagreed without an alarm. */
  let forkedSince: number | null = null;

  const compare = (id: string, state: NodeState, now: number): void => {
    const { configuration: next, boundLeaderId } = state.cluster;
    const last = seen.get(id);
    if (last?.configuration === next && last.boundLeaderId === boundLeaderId) return;
    seen.set(id, { boot: state.boot, configuration: next, boundLeaderId });
    if (last?.boot !== state.boot) return;
    const order = compareStamps(next.stamp, last.configuration.stamp);
    const [from, to] = [last.configuration.stamp, next.stamp];
    const change = `from ${from.epoch}.${from.version} to ${to.epoch}.${to.version}`;
    const isDismissed = next.stamp.epoch === 0 && next.members.length <= 1;
    if (order < 0 && !isDismissed) report(`${seconds(now)} ${id}: its edition fell ${change}`);
    if (order === 0 && from.hash !== to.hash && from.epoch > 0)
      report(`${seconds(now)} ${id}: another document, same edition ${change}`);
    const isRebound =
      last.boundLeaderId !== null && boundLeaderId !== null && last.boundLeaderId !== boundLeaderId;
    if (isRebound && to.epoch <= from.epoch) {
      report(`${seconds(now)} ${id}: follows ${boundLeaderId} instead of ${last.boundLeaderId} ${change}`);
    }
  };

  /** Almost always, and then there is nothing to look for. */
  const areAllTheSame = (): boolean => {
    let first: string | null = null;
    for (const { process } of world.machines.values()) {
      if (process === null) continue;
      const { hash } = process.state.cluster.configuration.stamp;
      first ??= hash;
      if (hash !== first) return false;
    }
    return true;
  };
  const findFork = (): string | null => {
    if (areAllTheSame()) return null;
    const holders = new Map<string, { readonly id: string; readonly hash: string }[]>();
    for (const { id, process } of world.machines.values()) {
      if (process?.gate.isOpen !== true) continue;
      const { epoch, version, hash } = process.state.cluster.configuration.stamp;
      if (epoch === 0) continue;
      const others = holders.get(`${epoch}.${version}`) ?? [];
      const other = others.find((one) => one.hash !== hash && isConnected(one.id, id));
      if (other !== undefined && !isAlarmed()) return `${other.id} and ${id} differ in ${epoch}.${version}`;
      holders.set(`${epoch}.${version}`, [...others, { id, hash }]);
    }
    return null;
  };
  const isConnected = (a: string, b: string): boolean =>
    world.network.isOpen(a, b) && world.network.isOpen(b, a);
  const isAlarmed = (): boolean =>
    [...world.machines.values()].some(({ process }) =>
      [...(process?.state.alarms.values() ?? [])].some(({ code }) => ALARMS.includes(code)),
    );

  return {
    promise: 'S9',
    onSecond: (now) => {
      for (const { id, process } of world.machines.values()) {
        if (process !== null) compare(id, process.state, now);
      }
      const fork = findFork();
      if (fork === null) {
        forkedSince = null;
        return;
      }
      forkedSince ??= now;
      if (now - forkedSince <= FOUND_OUT_MS) return;
      report(`${seconds(now)} ${fork}, and no alarm has stood for ${seconds(now - forkedSince)}`);
      forkedSince = Infinity;
    },
  };
};
