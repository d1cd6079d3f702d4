import { addService } from '../../cluster/edit-service.ts';
import { validZone } from '../../cluster/validate-domain.ts';
import { validName } from '../../cluster/validate-edit.ts';
import { AppError } from '../../model/app-error.ts';
import type { ClusterView } from '../../model/cluster-view.ts';
import type { Edit } from '../../model/edit.ts';
import { fullName, serviceKey, type Service } from '../../model/service.ts';
import { text } from '../../model/text.ts';
import type { Asker } from '../asker.ts';
import type { Cli } from '../cli.ts';
import type { DaemonClient } from '../daemon-client.ts';
import { carryOut } from '../edit-flow.ts';
import { DEFAULT_PROVIDER } from '../names.ts';
import { serviceLines } from '../service-list.ts';
import { inLanguage, printLines } from '../terminal.ts';
import { talk } from './menu.ts';
import { askText, askUntil, askWhich } from './questions.ts';

/** Answers: which questions does `cocoasyncer service` ask? */
export function talkAboutServices(cli: Cli, client: DaemonClient): Promise<number> {
  return talk(cli, text('Managed services', '托管的服务'), {
    list: { name: text('Show all services', '列出全部服务'), run: () => list(cli, client) },
    add: {
      name: text('Manage a name', '托管一个域名'),
      run: async (asker) => carryOut(cli, client, await askAdd(cli, await client.view(), asker), {}),
    },
    set: {
      name: text("Change a service's name and nodes", '修改服务的名称和承载节点'),
      run: async (asker) => carryOut(cli, client, await askSet(cli, await client.view(), asker), {}),
    },
    remove: {
      name: text('Manage a name no longer', '不再托管一个域名'),
      run: async (asker) => carryOut(cli, client, await askRemove(cli, await client.view(), asker), {}),
    },
  });
}

async function list(cli: Cli, client: DaemonClient): Promise<number> {
  printLines(cli.terminal, serviceLines(await client.view(), cli.terminal.language));
  return 0;
}

async function askAdd(cli: Cli, view: ClusterView, asker: Asker): Promise<Edit> {
  const { terminal } = cli;
  const zoneQuestion = text('Zone, e.g. example.com', '主域名，如 example.com');
  const zone = await askText(terminal, asker, zoneQuestion, (answer) => validZone(answer, 'zone'));
  const blank = { kind: 'service-add', name: '-', zone, provider: DEFAULT_PROVIDER } as const;
  const checkLabel = (label: string) => addService(view.configuration, { ...blank, label }, null);
  const hostPart = text('Host part, e.g. www; @ for the zone itself', '主机记录，如 www；主域名本身填 @');
  const label = await askText(terminal, asker, hostPart, checkLabel);
  const friendly = text('Friendly name', '服务名称');
  const name = await askText(terminal, asker, friendly, checkName, fullName({ zone, label }));
  const nodes = await askNodes(cli, view, asker, null);
  const isEverywhere = nodes.length === view.configuration.members.length;
  return {
    kind: 'service-add',
    name,
    zone,
    label,
    provider: await askProvider(cli, view, asker),
    ...(isEverywhere ? {} : { nodes }),
  };
}

async function askSet(cli: Cli, view: ClusterView, asker: Asker): Promise<Edit> {
  const service = await askService(cli, view, asker);
  const { zone, label } = service;
  const friendly = text('Friendly name', '服务名称');
  const name = await askText(cli.terminal, asker, friendly, checkName, service.name);
  const nodes = await askNodes(cli, view, asker, service);
  const isEverywhere = nodes.length === view.configuration.members.length;
  return { kind: 'service-set', zone, label, name, nodes: isEverywhere ? 'all' : nodes };
}

async function askRemove(cli: Cli, view: ClusterView, asker: Asker): Promise<Edit> {
  const { zone, label } = await askService(cli, view, asker);
  const question = text('Delete the records that this cluster made?', '是否删除由本集群创建的解析记录？');
  const deleteRecords = await asker.confirm(inLanguage(cli.terminal, question));
  return { kind: 'service-remove', zone, label, deleteRecords };
}

async function askService(cli: Cli, view: ClusterView, asker: Asker): Promise<Service> {
  const nameOf = (service: Service): string => `${service.name} (${fullName(service)})`;
  return askWhich(
    cli.terminal,
    asker,
    text('Which service?', '哪个服务？'),
    view.configuration.services,
    nameOf,
  );
}

/** Codes of the carriers. All at first, or those that carry the service now. */
async function askNodes(
  cli: Cli,
  view: ClusterView,
  asker: Asker,
  service: Service | null,
): Promise<readonly string[]> {
  const { members } = view.configuration;
  const carriers = members.filter(
    ({ carries }) => service === null || carries === 'all' || carries.includes(serviceKey(service)),
  );
  const ask = (): Promise<readonly string[]> =>
    asker.chooseMany(
      inLanguage(cli.terminal, text('Which nodes carry it?', '由哪些节点承载？')),
      members.map(({ id, name }) => ({ value: id, label: name })),
      carriers.map(({ id }) => id),
    );
  return askUntil(cli.terminal, ask, (chosen) => {
    if (chosen.length === 0)
      throw new AppError('invalid', text('Choose at least one node.', '请至少选择一个节点。'));
  });
}

function checkName(name: string): string {
  return validName(name, 'name');
}

/** Only asked when there is a choice. */
async function askProvider(cli: Cli, view: ClusterView, asker: Asker): Promise<string> {
  const { accounts } = view.configuration;
  if (accounts.length < 2) return accounts[0]?.provider ?? DEFAULT_PROVIDER;
  const account = await askWhich(
    cli.terminal,
    asker,
    text('Which account?', '使用哪个账号？'),
    accounts,
    (one) => one.provider,
  );
  return account.provider;
}
