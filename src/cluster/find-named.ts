/** Which node, service or account does a person mean? Answers with the one, or an AppError that lists what there is. */
import type { Account } from '../model/account.ts';
import { AppError } from '../model/app-error.ts';
import type { Member } from '../model/node.ts';
import type { Service } from '../model/service.ts';
import { fullName, serviceKey } from '../model/service.ts';
import { text } from '../model/text.ts';
import { comparableName } from './validate-domain.ts';

/** By node code, then by friendly name, then by friendly name in any letter case if only one fits. */
export function findMember(members: readonly Member[], wanted: string, field: string): Member {
  const word = wanted.trim();
  const alike = members.filter(({ name }) => name.toLowerCase() === word.toLowerCase());
  const found =
    members.find(({ id }) => id === word) ??
    members.find(({ name }) => name === word) ??
    (alike.length === 1 ? alike[0] : undefined);
  return (
    found ??
    missing(
      'node',
      '节点',
      word,
      members.map(({ name }) => name),
      field,
    )
  );
}

/** By zone and host part, in either spelling of an internationalised name. */
export function findService(
  services: readonly Service[],
  wanted: { readonly zone: string; readonly label: string },
): Service {
  const found = services.find((service) => comparableName(service) === comparableName(wanted));
  return found ?? missing('managed name', '受管域名', fullName(wanted), services.map(fullName), 'label');
}

/** By `zone/label` or by the full name. */
export function findServiceByWord(services: readonly Service[], wanted: string, field: string): Service {
  const word = wanted.trim().toLowerCase().replace(/\.$/, '');
  const found =
    services.find((service) => serviceKey(service) === word) ??
    services.find((service) => fullName(service).toLowerCase() === word);
  return found ?? missing('managed name', '受管域名', wanted, services.map(fullName), field);
}

export function findAccount(accounts: readonly Account[], provider: string): Account {
  return (
    accountOf(accounts, provider) ??
    missing(
      'account',
      '账号',
      provider,
      accounts.map((account) => account.provider),
      'provider',
    )
  );
}

export function accountOf(accounts: readonly Account[], provider: string): Account | undefined {
  const wanted = provider.trim().toLowerCase();
  return accounts.find((account) => account.provider.toLowerCase() === wanted);
}

function missing(en: string, zh: string, wanted: string, there: readonly string[], field: string): never {
  throw new AppError('not-found', text(`There is no ${en} "${wanted}".`, `没有${zh}“${wanted}”。`), {
    field,
    hint:
      there.length === 0
        ? text(`There is no ${en} yet.`, `目前还没有任何${zh}。`)
        : text(`There are: ${there.join(', ')}.`, `现有：${there.join('、')}。`),
  });
}
