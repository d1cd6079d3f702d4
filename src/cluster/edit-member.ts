/** What does the configuration say after a node was added, changed or removed? */
import { AppError } from '../model/app-error.ts';
import type { ConfigurationDocument } from '../model/configuration.ts';
import type { Edit, NodeSettings } from '../model/edit.ts';
import type { Identity, Member } from '../model/node.ts';
import type { Service } from '../model/service.ts';
import { serviceKey } from '../model/service.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import { findMember, findServiceByWord } from './find-named.ts';
import { newMember } from './new-cluster.ts';
import {
  invalid,
  validFamilies,
  validLines,
  validName,
  validPriority,
  validSecret,
  validUrl,
} from './validate-edit.ts';

type EditOf<Kind extends Edit['kind']> = Extract<Edit, { readonly kind: Kind }>;

export interface MemberEdited {
  readonly document: ConfigurationDocument;
  readonly warnings: readonly Text[];
}

/** `learned` is what the asked node said of itself. */
export function addMember(
  current: ConfigurationDocument,
  edit: EditOf<'node-add'>,
  learned: Identity,
): MemberEdited {
  const url = validUrl(edit.url, 'url');
  if (learned.id === '') {
    throw invalid('url', text('The node did not say its code.', '该节点没有报出它的代号。'));
  }
  const known = current.members.find(({ id }) => id === learned.id);
  if (known !== undefined) {
    throw conflict(
      'url',
      text(
        `That node is in the cluster already, as "${known.name}".`,
        `该节点已在集群中，名为“${known.name}”。`,
      ),
      text('Use `node set` to change it.', '请使用 `node set` 修改。'),
    );
  }
  if (learned.role === 'leader') {
    throw conflict(
      'url',
      text('That node is a leader itself.', '该节点本身就是主节点。'),
      text(
        'A cluster has one leader: set the other one up as a follower first.',
        '一个集群只能有一个主节点：请先将它部署为从节点。',
      ),
    );
  }
  const secret = validSecret(edit.secret, 'secret');
  const joining = newMember({ ...learned, name: edit.name ?? learned.name, url, secret });
  const member = withSettings(joining, { ...edit, name: joining.name }, current.services);
  assertUnique(member, current.members);
  return {
    document: { ...current, members: [...current.members, member] },
    warnings: isSameUrl(learned.url, url) ? [] : [otherUrl(member, learned.url)],
  };
}

export function setMember(current: ConfigurationDocument, edit: EditOf<'node-set'>): ConfigurationDocument {
  const before = findMember(current.members, edit.node, 'node');
  const changed = withSettings(before, edit, current.services);
  const after = edit.url === undefined ? changed : { ...changed, url: validUrl(edit.url, 'url') };
  assertUnique(after, current.members);
  return {
    ...current,
    members: current.members.map((member) => (member.id === after.id ? after : member)),
  };
}

export function removeMember(
  current: ConfigurationDocument,
  edit: EditOf<'node-remove'>,
): ConfigurationDocument {
  const leaving = findMember(current.members, edit.node, 'node');
  if (leaving.id === current.leaderId || leaving.role === 'leader') {
    throw new AppError(
      'not-allowed',
      text(`"${leaving.name}" is the leader and cannot be removed.`, `“${leaving.name}”是主节点，不能移除。`),
      {
        field: 'node',
        hint: text(
          'To end the whole cluster, run `cocoasyncer quit --dissolve` on it.',
          '若要解散整个集群，请在主节点上运行 `cocoasyncer quit --dissolve`。',
        ),
      },
    );
  }
  const backups = Object.entries(current.lineBackups).map(
    ([line, ids]) => [line, ids.filter((id) => id !== leaving.id)] as const,
  );
  return {
    ...current,
    members: current.members.filter(({ id }) => id !== leaving.id),
    lineBackups: Object.fromEntries(backups.filter(([, ids]) => ids.length > 0)),
  };
}

function withSettings(member: Member, settings: NodeSettings, services: readonly Service[]): Member {
  const { name, lines, families, priority, standby, maintenance, carries } = settings;
  return {
    ...member,
    name: name === undefined ? member.name : validName(name, 'name'),
    lines: lines === undefined ? member.lines : validLines(lines, 'lines'),
    families: families === undefined ? member.families : validFamilies(families, 'families'),
    priority: priority === undefined ? member.priority : validPriority(priority, 'priority'),
    standby: standby ?? member.standby,
    maintenance: maintenance ?? member.maintenance,
    carries: carries === undefined ? member.carries : validCarries(carries, services),
  };
}

/** `zone/label` keys in the order of the services, each once. */
function validCarries(carries: 'all' | readonly string[], services: readonly Service[]): Member['carries'] {
  if (carries === 'all') return 'all';
  const chosen = new Set(carries.map((word) => serviceKey(findServiceByWord(services, word, 'carries'))));
  return services.map(serviceKey).filter((key) => chosen.has(key));
}

/** Names must differ from other names and codes, so that either word means one node. */
function assertUnique(member: Member, members: readonly Member[]): void {
  const others = members.filter(({ id }) => id !== member.id);
  const name = member.name.toLowerCase();
  if (others.some((other) => other.name.toLowerCase() === name || other.id === member.name)) {
    throw conflict(
      'name',
      text(`Another node is called "${member.name}".`, `已有另一个节点名为“${member.name}”。`),
      text('Give it another name with --name.', '请用 --name 另取一个名称。'),
    );
  }
  const neighbour = others.find((other) => isSameUrl(other.url, member.url));
  if (neighbour !== undefined) {
    throw conflict(
      'url',
      text(
        `The node "${neighbour.name}" has the address ${member.url} already.`,
        `节点“${neighbour.name}”已在使用地址 ${member.url}。`,
      ),
    );
  }
}

function isSameUrl(a: string, b: string): boolean {
  return spellingOf(a) === spellingOf(b);
}

/** Stored addresses may come from a leader that does not check them. */
function spellingOf(url: string): string {
  try {
    return validUrl(url, 'url');
  } catch {
    return url;
  }
}

function otherUrl(member: Member, said: string): Text {
  return text(
    `"${member.name}" says that its address is ${said}; the cluster will use ${member.url}, where it answered. Change it with node set --url if other nodes cannot reach that.`,
    `“${member.name}”自称地址为 ${said}；集群将使用它应答时的地址 ${member.url}。若其他节点无法访问，请用 node set --url 修改。`,
  );
}

function conflict(field: string, message: Text, hint?: Text): AppError {
  return new AppError('conflict', message, { field, ...(hint === undefined ? {} : { hint }) });
}
