import type { Command } from 'commander';
import { text } from '../model/text.ts';
import { accountLines, listedAccounts } from './account-list.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { connect } from './connect.ts';
import { carryOut, type EditOptions } from './edit-flow.ts';
import { withConsent, withSecret } from './edit-options.ts';
import { DEFAULT_PROVIDER, findAccount } from './names.ts';
import { givenSecret, neededSecret, type SecretOptions } from './read-secret.ts';
import { inLanguage } from './terminal.ts';
import { listCommand, talkingGroup } from './things.ts';

/** Answers: what does `cocoasyncer dns` do? The accounts at DNS providers: list, add, set, remove. */

const KEY_SECRET = 'COCOASYNCER_KEY_SECRET';

type AddOptions = SecretOptions & EditOptions & { readonly provider: string; readonly keyId: string };
type SetOptions = SecretOptions & EditOptions & { readonly keyId?: string };

export function accountCommand(cli: Cli): Command {
  const commands = [listAccounts(cli), addAccount(cli), setAccount(cli), removeAccount(cli)];
  const talk = async () => (await import('./dialogue/account-dialogue.ts')).talkAboutAccounts;
  return talkingGroup(cli, 'dns', text('accounts at DNS providers', 'DNS 云平台账号'), commands, talk).alias(
    'updateCloudPlatformInfo',
  );
}

function listAccounts(cli: Cli): Command {
  return listCommand(cli, text('show all accounts', '列出全部账号'), listedAccounts, accountLines);
}

function addAccount(cli: Cli): Command {
  const say = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  const command = newCommand(cli, 'add', text('add an account', '添加账号'))
    .option('--provider <name>', say('DNS provider', 'DNS 云平台'), DEFAULT_PROVIDER)
    .requiredOption('--key-id <id>', say('access key id', '访问密钥 ID（AccessKey ID）'));
  withSecret(cli, command, KEY_SECRET, text('the access key secret', ' AccessKey Secret '));
  return withConsent(cli, command).action(async (options: AddOptions) => {
    const { provider, keyId } = options;
    const question = text('Access key secret', 'AccessKey Secret');
    const keySecret = await neededSecret(cli, options, KEY_SECRET, question);
    const client = await connect(cli);
    cli.finish(await carryOut(cli, client, { kind: 'account-add', provider, keyId, keySecret }, options));
  });
}

function setAccount(cli: Cli): Command {
  const say = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  const command = newCommand(cli, 'set', text("change an account's key", '更换账号密钥'))
    .argument('<provider>', say('DNS provider, e.g. Ali', 'DNS 云平台，如 Ali'))
    .option('--key-id <id>', say('access key id', '访问密钥 ID（AccessKey ID）'));
  withSecret(cli, command, KEY_SECRET, text('the access key secret', ' AccessKey Secret '));
  return withConsent(cli, command).action(async (wanted: string, options: SetOptions) => {
    const { keyId } = options;
    // A new key id is of no use without its secret; a new secret alone may be.
    const question = text('Access key secret', 'AccessKey Secret');
    const keySecret =
      keyId === undefined
        ? await givenSecret(cli, options, KEY_SECRET)
        : await neededSecret(cli, options, KEY_SECRET, question);
    const client = await connect(cli);
    const { provider } = findAccount(await client.view(), wanted);
    const changes = {
      ...(keyId === undefined ? {} : { keyId }),
      ...(keySecret === null ? {} : { keySecret }),
    };
    cli.finish(await carryOut(cli, client, { kind: 'account-set', provider, ...changes }, options));
  });
}

function removeAccount(cli: Cli): Command {
  const command = newCommand(cli, 'remove', text('remove an account', '删除账号'))
    .alias('rm')
    .argument('<provider>', inLanguage(cli.terminal, text('DNS provider, e.g. Ali', 'DNS 云平台，如 Ali')));
  return withConsent(cli, command).action(async (wanted: string, options: EditOptions) => {
    const client = await connect(cli);
    const { provider } = findAccount(await client.view(), wanted);
    cli.finish(await carryOut(cli, client, { kind: 'account-remove', provider }, options));
  });
}
