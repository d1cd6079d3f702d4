import { addAccount } from '../../cluster/edit-service.ts';
import { validName } from '../../cluster/validate-edit.ts';
import { PROVIDER_NAMES } from '../../dns/provider/catalog.ts';
import type { Edit } from '../../model/edit.ts';
import { Secret } from '../../model/secret.ts';
import { text } from '../../model/text.ts';
import { accountLines } from '../account-list.ts';
import type { Asker } from '../asker.ts';
import type { Cli } from '../cli.ts';
import type { DaemonClient } from '../daemon-client.ts';
import { carryOut } from '../edit-flow.ts';
import { maskedKeyId } from '../names.ts';
import { printLines } from '../terminal.ts';
import { talk } from './menu.ts';
import { askSecret, askText, askWhich } from './questions.ts';

/** Answers: which questions does `cocoasyncer dns` ask? */
export function talkAboutAccounts(cli: Cli, client: DaemonClient): Promise<number> {
  return talk(cli, text('Accounts at DNS providers', 'DNS 云平台账号'), {
    list: { name: text('Show all accounts', '列出全部账号'), run: () => list(cli, client) },
    add: {
      name: text('Add an account', '添加账号'),
      run: async (asker) => carryOut(cli, client, await askAdd(cli, client, asker), {}),
    },
    set: {
      name: text("Change an account's key", '更换账号密钥'),
      run: async (asker) => carryOut(cli, client, await askSet(cli, client, asker), {}),
    },
    remove: {
      name: text('Remove an account', '删除账号'),
      run: async (asker) => {
        const { provider } = await askAccount(cli, client, asker);
        return carryOut(cli, client, { kind: 'account-remove', provider }, {});
      },
    },
  });
}

async function list(cli: Cli, client: DaemonClient): Promise<number> {
  printLines(cli.terminal, accountLines(await client.view(), cli.terminal.language));
  return 0;
}

async function askAdd(cli: Cli, client: DaemonClient, asker: Asker): Promise<Edit> {
  const { configuration } = await client.view();
  const blank = { kind: 'account-add', keyId: '-', keySecret: Secret.of('-') } as const;
  const added = (provider: string, accounts = configuration.accounts) =>
    addAccount({ ...configuration, accounts }, { ...blank, provider }, PROVIDER_NAMES);
  // That there is one already ends the task: with a single provider known, no other answer would help.
  const check = (provider: string) => added(provider, []);
  const provider = await askText(cli.terminal, asker, text('DNS provider', 'DNS 云平台'), check, 'Ali');
  added(provider);
  return { kind: 'account-add', provider, ...(await askKey(cli, asker)) };
}

async function askSet(cli: Cli, client: DaemonClient, asker: Asker): Promise<Edit> {
  const { provider } = await askAccount(cli, client, asker);
  return { kind: 'account-set', provider, ...(await askKey(cli, asker)) };
}

async function askKey(cli: Cli, asker: Asker): Promise<{ keyId: string; keySecret: Secret }> {
  const keyId = await askText(cli.terminal, asker, text('Access key id', 'AccessKey ID'), (answer) =>
    validName(answer, 'AccessKey ID'),
  );
  const keySecret = await askSecret(cli.terminal, asker, text('Access key secret', 'AccessKey Secret'));
  return { keyId, keySecret: Secret.of(keySecret) };
}

async function askAccount(cli: Cli, client: DaemonClient, asker: Asker) {
  const { accounts } = (await client.view()).configuration;
  const question = text('Which account?', '哪个账号？');
  return askWhich(
    cli.terminal,
    asker,
    question,
    accounts,
    ({ provider, keyId }) => `${provider} (${maskedKeyId(keyId)})`,
  );
}
