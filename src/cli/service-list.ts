import type { ClusterView } from '../model/cluster-view.ts';
import { fullName, serviceKey, type Service } from '../model/service.ts';
import { text, type Language } from '../model/text.ts';
import { tableLines } from './table.ts';

/** Answers: how are the services listed? */
export function serviceLines(view: ClusterView, language: Language): string[] {
  const services = listedServices(view);
  if (services.length === 0) {
    return [
      text('There is no service yet: cocoasyncer service add', '目前还没有服务：cocoasyncer service add')[
        language
      ],
    ];
  }
  const header = [
    text('service', '服务'),
    text('name', '域名'),
    text('provider', '云平台'),
    text('nodes', '节点'),
  ];
  const everywhere = text('all', '全部')[language];
  return tableLines(
    header.map((title) => title[language]),
    services.map((service) => [
      service.name,
      service.fullName,
      service.provider,
      service.isEverywhere ? everywhere : service.nodes.join(', ') || '-',
    ]),
  );
}

export interface ListedService extends Service {
  readonly fullName: string;
  /** Friendly names of the nodes that carry it. */
  readonly nodes: readonly string[];
  readonly isEverywhere: boolean;
}

export function listedServices(view: ClusterView): readonly ListedService[] {
  const { members, services } = view.configuration;
  return services.map((service) => {
    const key = serviceKey(service);
    const carriers = members.filter(({ carries }) => carries === 'all' || carries.includes(key));
    return {
      ...service,
      fullName: fullName(service),
      nodes: carriers.map((member) => member.name),
      isEverywhere: carriers.length === members.length,
    };
  });
}
