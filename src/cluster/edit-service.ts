/** What does the configuration say after a managed name or an account was added, changed or removed? */
import { AppError } from '../model/app-error.ts';
import type { ConfigurationDocument } from '../model/configuration.ts';
import type { Edit } from '../model/edit.ts';
import type { Member } from '../model/node.ts';
import type { Service, ServiceKey } from '../model/service.ts';
import { fullName, serviceKey } from '../model/service.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import { notCarrying } from './coverage-warnings.ts';
import { accountOf, findAccount, findMember, findService } from './find-named.ts';
import { comparableName, validLabel, validZone } from './validate-domain.ts';
import { invalid, validName, validSecret } from './validate-edit.ts';

type EditOf<Kind extends Edit['kind']> = Extract<Edit, { readonly kind: Kind }>;

/** Without `nodes`: carried by all nodes that carry everything; nodes with a chosen list keep their list. */
export function addService(
  current: ConfigurationDocument,
  edit: EditOf<'service-add'>,
  knownProviders: readonly string[] | null,
): { readonly document: ConfigurationDocument; readonly warnings: readonly Text[] } {
  const zone = validZone(edit.zone, 'zone');
  const label = validLabel(edit.label, zone, 'label');
  const provider = validProvider(edit.provider, current, knownProviders);
  const service: Service = { name: validName(edit.name, 'name'), zone, label, provider };
  if (current.services.some((other) => comparableName(other) === comparableName(service))) {
    throw new AppError(
      'conflict',
      text(`${fullName(service)} is managed already.`, `${fullName(service)} 已在管理之中。`),
      { field: 'label', hint: text('Use `service set` to change it.', '请使用 `service set` 修改。') },
    );
  }
  const grown = { ...current, services: [...current.services, service] };
  if (edit.nodes !== undefined) return { document: carriedBy(grown, service, edit.nodes), warnings: [] };
  const warning = notCarrying(service, grown);
  return { document: grown, warnings: warning === null ? [] : [warning] };
}

export function setService(
  current: ConfigurationDocument,
  edit: EditOf<'service-set'>,
  knownProviders: readonly string[] | null,
): ConfigurationDocument {
  const before = findService(current.services, edit);
  const after: Service = {
    ...before,
    name: edit.name === undefined ? before.name : validName(edit.name, 'name'),
    provider:
      edit.provider === undefined ? before.provider : validProvider(edit.provider, current, knownProviders),
  };
  const services = current.services.map((service) => (service === before ? after : service));
  const changed = { ...current, services };
  return edit.nodes === undefined ? changed : carriedBy(changed, after, edit.nodes);
}

export function removeService(
  current: ConfigurationDocument,
  edit: EditOf<'service-remove'>,
): ConfigurationDocument {
  const leaving = findService(current.services, edit);
  const key = serviceKey(leaving);
  return {
    ...current,
    services: current.services.filter((service) => service !== leaving),
    members: current.members.map((member) =>
      member.carries === 'all' ? member : { ...member, carries: member.carries.filter((one) => one !== key) },
    ),
  };
}

export function addAccount(
  current: ConfigurationDocument,
  edit: EditOf<'account-add'>,
  knownProviders: readonly string[] | null,
): ConfigurationDocument {
  const known = accountOf(current.accounts, edit.provider);
  if (known !== undefined) {
    throw new AppError(
      'conflict',
      text(`There is an account at ${known.provider} already.`, `已有 ${known.provider} 的账号。`),
      { field: 'provider', hint: text('Use `dns set` to replace its key.', '请使用 `dns set` 更换密钥。') },
    );
  }
  const account = {
    provider: validProvider(edit.provider, current, knownProviders),
    keyId: validName(edit.keyId, 'keyId'),
    keySecret: validSecret(edit.keySecret, 'keySecret'),
  };
  return { ...current, accounts: [...current.accounts, account] };
}

export function setAccount(
  current: ConfigurationDocument,
  edit: EditOf<'account-set'>,
): ConfigurationDocument {
  const before = findAccount(current.accounts, edit.provider);
  const after = {
    ...before,
    keyId: edit.keyId === undefined ? before.keyId : validName(edit.keyId, 'keyId'),
    keySecret: edit.keySecret === undefined ? before.keySecret : validSecret(edit.keySecret, 'keySecret'),
  };
  return {
    ...current,
    accounts: current.accounts.map((account) => (account === before ? after : account)),
  };
}

export function removeAccount(
  current: ConfigurationDocument,
  edit: EditOf<'account-remove'>,
): ConfigurationDocument {
  const leaving = findAccount(current.accounts, edit.provider);
  const users = current.services.filter((service) => accountOf([leaving], service.provider) !== undefined);
  if (users.length > 0) {
    const names = users.map(fullName).join(', ');
    throw new AppError(
      'conflict',
      text(
        `The account at ${leaving.provider} is in use by ${names}.`,
        `${leaving.provider} 的账号正被 ${names} 使用。`,
      ),
      {
        field: 'provider',
        hint: text('Remove those services first.', '请先移除这些服务。'),
      },
    );
  }
  return { ...current, accounts: current.accounts.filter((account) => account !== leaving) };
}

/** The service carried by exactly these nodes; what else each of them carries stays as it is. */
function carriedBy(
  document: ConfigurationDocument,
  service: Service,
  nodes: 'all' | readonly string[],
): ConfigurationDocument {
  const key = serviceKey(service);
  const chosen =
    nodes === 'all' ? null : new Set(nodes.map((node) => findMember(document.members, node, 'nodes').id));
  if (chosen?.size === 0) {
    throw invalid('nodes', text('Name at least one node.', '请至少指定一个节点。'));
  }
  const order = document.services.map(serviceKey);
  const members = document.members.map((member) => {
    const isChosen = chosen === null || chosen.has(member.id);
    return { ...member, carries: carriesAfter(member, key, isChosen, order) };
  });
  return { ...document, members };
}

function carriesAfter(
  member: Member,
  key: ServiceKey,
  isChosen: boolean,
  order: readonly ServiceKey[],
): Member['carries'] {
  if (member.carries === 'all') return isChosen ? 'all' : order.filter((one) => one !== key);
  const carried = new Set(member.carries);
  if (isChosen) carried.add(key);
  else carried.delete(key);
  return order.filter((one) => carried.has(one));
}

/** The name in the spelling that the account or the catalogue uses. */
function validProvider(
  value: string,
  { accounts }: ConfigurationDocument,
  knownProviders: readonly string[] | null,
): string {
  const wanted = validName(value, 'provider');
  const known = knownProviders ?? [];
  const spelt = known.find((name) => name.toLowerCase() === wanted.toLowerCase());
  const found = spelt ?? accountOf(accounts, wanted)?.provider;
  if (found !== undefined) return found;
  if (knownProviders === null) return wanted;
  throw invalid(
    'provider',
    text(`There is no DNS provider "${wanted}".`, `没有名为“${wanted}”的 DNS 平台。`),
    text(`Known providers: ${known.join(', ')}.`, `可用的平台：${known.join('、')}。`),
  );
}
