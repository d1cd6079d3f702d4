import type { ClusterView } from '../model/cluster-view.ts';
import { text, type Language } from '../model/text.ts';
import { maskedKeyId } from './names.ts';
import { tableLines } from './table.ts';

/** Answers: how are the accounts listed? By masked key ids: enough to recognise one by. */
export function accountLines(view: ClusterView, language: Language): string[] {
  const accounts = listedAccounts(view);
  if (accounts.length === 0) {
    return [
      text('There is no account yet: cocoasyncer dns add', '目前还没有账号：cocoasyncer dns add')[language],
    ];
  }
  const header = [text('provider', '云平台'), text('access key', 'AccessKey'), text('services', '服务数')];
  return tableLines(
    header.map((title) => title[language]),
    accounts.map(({ provider, keyId, services }) => [provider, keyId, String(services)]),
  );
}

export interface ListedAccount {
  readonly provider: string;
  readonly keyId: string;
  /** How many services use it. */
  readonly services: number;
}

export function listedAccounts({ configuration }: ClusterView): readonly ListedAccount[] {
  return configuration.accounts.map(({ provider, keyId }) => ({
    provider,
    keyId: maskedKeyId(keyId),
    services: configuration.services.filter((service) => service.provider === provider).length,
  }));
}
