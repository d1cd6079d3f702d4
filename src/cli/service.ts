import type { Command } from 'commander';
import type { ClusterView } from '../model/cluster-view.ts';
import { fullName } from '../model/service.ts';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { connect } from './connect.ts';
import { carryOut, type EditOptions } from './edit-flow.ts';
import { withConsent } from './edit-options.ts';
import { DEFAULT_PROVIDER, findService } from './names.ts';
import { parseAllOrList } from './parse-values.ts';
import { listedServices, serviceLines } from './service-list.ts';
import { inLanguage } from './terminal.ts';
import { listCommand, talkingGroup } from './things.ts';
import { UsageError } from './usage-error.ts';

/** Answers: what does `cocoasyncer service` do? The managed services: list, add, set, remove. */

interface AddOptions extends EditOptions {
  readonly name?: string;
  readonly zone: string;
  readonly label: string;
  readonly provider?: string;
  readonly nodes?: string;
}

interface SetOptions extends EditOptions {
  readonly name?: string;
  readonly provider?: string;
  readonly nodes?: string;
}

export function serviceCommand(cli: Cli): Command {
  const commands = [listServices(cli), addService(cli), setService(cli), removeService(cli)];
  const talk = async () => (await import('./dialogue/service-dialogue.ts')).talkAboutServices;
  return talkingGroup(cli, 'service', text('the managed services', '托管的服务'), commands, talk).alias(
    'updateManagedServices',
  );
}

function listServices(cli: Cli): Command {
  return listCommand(cli, text('show all services', '列出全部服务'), listedServices, serviceLines);
}

function addService(cli: Cli): Command {
  const say = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  const command = newCommand(cli, 'add', text('manage a name', '托管一个域名'))
    .requiredOption(
      '--zone <zone>',
      say('zone at the provider, e.g. example.com', '云平台上的主域名，如 example.com'),
    )
    .requiredOption(
      '--label <label>',
      say('host part, e.g. www, or @ for the zone itself', '主机记录，如 www；主域名本身写 @'),
    )
    .option('--name <name>', say('friendly name (default: the full name)', '服务名称（默认为完整域名）'))
    .option(
      '--provider <name>',
      say('account to use (default: the only one)', '使用的账号（只有一个时可省略）'),
    )
    .option(
      '--nodes <nodes>',
      say('nodes that carry it: all, or names and codes', '承载它的节点：all 或名称/代号列表'),
    );
  return withConsent(cli, command).action(async (options: AddOptions) => {
    const client = await connect(cli);
    const { zone, label } = options;
    const provider = options.provider ?? onlyProvider(await client.view());
    const nodes = options.nodes === undefined ? 'all' : parseAllOrList(options.nodes, '--nodes');
    const name = options.name ?? fullName({ zone, label });
    const carriers = nodes === 'all' ? {} : { nodes };
    cli.finish(
      await carryOut(cli, client, { kind: 'service-add', name, zone, label, provider, ...carriers }, options),
    );
  });
}

/** Credentials from the environment need no account in the configuration: then it is the default provider. */
function onlyProvider(view: ClusterView): string {
  const [first, ...others] = view.configuration.accounts;
  if (others.length === 0) return first?.provider ?? DEFAULT_PROVIDER;
  throw new UsageError(text('There are several DNS accounts.', '存在多个 DNS 云平台账号。'), {
    field: '--provider',
    hint: text('Say which by --provider.', '请用 --provider 指定其中一个。'),
  });
}

function setService(cli: Cli): Command {
  const say = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  const command = newCommand(cli, 'set', text("change a service's settings", '修改服务设置'))
    .argument('<service>', say('e.g. www.example.com', '如 www.example.com'))
    .option('--name <name>', say('friendly name', '服务名称'))
    .option('--provider <name>', say('account to use', '使用的账号'))
    .option(
      '--nodes <nodes>',
      say('nodes that carry it: all, or names and codes', '承载它的节点：all 或名称/代号列表'),
    );
  return withConsent(cli, command).action(async (wanted: string, options: SetOptions) => {
    const client = await connect(cli);
    const { zone, label } = findService(await client.view(), wanted);
    const changes = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.provider === undefined ? {} : { provider: options.provider }),
      ...(options.nodes === undefined ? {} : { nodes: parseAllOrList(options.nodes, '--nodes') }),
    };
    cli.finish(await carryOut(cli, client, { kind: 'service-set', zone, label, ...changes }, options));
  });
}

function removeService(cli: Cli): Command {
  const say = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  const command = newCommand(cli, 'remove', text('manage a name no longer', '不再托管一个域名'))
    .alias('rm')
    .argument('<service>', say('e.g. www.example.com', '如 www.example.com'))
    .option(
      '--delete-records',
      say(
        'also delete the records this cluster made (else all stay)',
        '同时删除由本集群创建的记录（默认全部保留）',
      ),
    );
  return withConsent(cli, command).action(
    async (wanted: string, options: EditOptions & { readonly deleteRecords?: boolean }) => {
      const client = await connect(cli);
      const { zone, label } = findService(await client.view(), wanted);
      const deleteRecords = options.deleteRecords === true;
      cli.finish(
        await carryOut(cli, client, { kind: 'service-remove', zone, label, deleteRecords }, options),
      );
    },
  );
}
