// Which managed names does nobody serve, so that none of their records is kept?
import type { ConfigurationDocument } from './configuration.ts';
import { serviceKey, type Service } from './service.ts';

/** Those that no node with a line and an address family carries; such a name has no cells. */
export function unkeptServices({
  services,
  members,
}: Pick<ConfigurationDocument, 'services' | 'members'>): readonly Service[] {
  const able = members.filter(({ lines, families }) => lines.length > 0 && families.length > 0);
  return services.filter((service) => {
    const key = serviceKey(service);
    return !able.some(({ carries }) => carries === 'all' || carries.includes(key));
  });
}
