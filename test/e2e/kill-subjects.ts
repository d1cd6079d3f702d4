// Things that the configuration says, each with a way to make it say something else: what the tests change while
// they kill the daemon.
import type { ClusterView } from '../../src/model/cluster-view.ts';
import type { Edit } from '../../src/model/edit.ts';
import { ZONE } from '../support/cluster-processes.ts';

export interface Subject {
  readonly name: string;
  /** An edit that no other has been like, by its number, and what the configuration says after it. */
  readonly change: (count: number) => { readonly edit: Edit; readonly value: string };
  readonly read: (view: ClusterView) => string;
}

const ABSENT = 'absent';
const MOST = 1_000;

export function subjects(labels: readonly string[], follower: string): readonly Subject[] {
  const named = labels.flatMap((label) => [serviceName(label), comingAndGoing(`extra-${label}`)]);
  return [...named, timeoutMinutes, priority(follower), nodeName(follower)];
}

function serviceName(label: string): Subject {
  return {
    name: `name of ${label}`,
    change: (count) => {
      const value = `${label} 第${count}版 🍫`;
      return { edit: { kind: 'service-set', zone: ZONE, label, name: value }, value };
    },
    read: (view) => nameOf(view, label),
  };
}

/** A service that is added and removed in turn. Its records are never made. */
function comingAndGoing(label: string): Subject {
  return {
    name: `service ${label}`,
    change: (count) => {
      const service = { zone: ZONE, label };
      if (count % 2 === 0)
        return { edit: { kind: 'service-remove', ...service, deleteRecords: false }, value: ABSENT };
      const value = `${label} added ${count}`;
      return { edit: { kind: 'service-add', ...service, name: value, provider: 'Ali' }, value };
    },
    read: (view) => nameOf(view, label),
  };
}

const timeoutMinutes: Subject = {
  name: 'timeout',
  change: (count) => {
    const value = 1 + (count % MOST);
    return { edit: { kind: 'cluster-set', timeoutMinutes: value }, value: String(value) };
  },
  read: (view) => String(view.configuration.timeoutMinutes),
};

function priority(node: string): Subject {
  return {
    name: `priority of ${node}`,
    change: (count) => ({
      edit: { kind: 'node-set', node, priority: count % MOST },
      value: String(count % MOST),
    }),
    read: (view) => String(view.configuration.members.find(({ id }) => id === node)?.priority),
  };
}

function nodeName(node: string): Subject {
  return {
    name: `name of ${node}`,
    change: (count) => ({ edit: { kind: 'node-set', node, name: `节点${count}` }, value: `节点${count}` }),
    read: (view) => view.configuration.members.find(({ id }) => id === node)?.name ?? ABSENT,
  };
}

function nameOf(view: ClusterView, label: string): string {
  return view.configuration.services.find((service) => service.label === label)?.name ?? ABSENT;
}
