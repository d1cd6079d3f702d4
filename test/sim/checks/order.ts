/** Who should hold a cell, worked out once more from the protocol's text, so that the product's order is judged. */
import { createHash } from 'node:crypto';
import type { ConfigurationDocument } from '../../../src/model/configuration.ts';
import { isLine } from '../../../src/model/line.ts';
import type { Member } from '../../../src/model/node.ts';

/** Ids of the cell's candidates, in order. */
export function successionOf(key: string, configuration: ConfigurationDocument): readonly string[] {
  const [zone = '', label = '', type = '', line = ''] = key.split('|');
  if (!isLine(line)) return [];
  const service = `${zone}/${label}`;
  const family = type === 'A' ? 'v4' : 'v6';
  const candidates = configuration.members.filter(
    (member) => !member.maintenance && member.families.includes(family) && carries(member, service),
  );
  const score = new Map(candidates.map(({ id }) => [id, scoreOf(key, id)]));
  const byScore = (a: Member, b: Member): number => {
    const [left, right] = [score.get(a.id) ?? '', score.get(b.id) ?? ''];
    if (left !== right) return left > right ? -1 : 1;
    return a.id < b.id ? -1 : 1;
  };
  const owners = candidates.filter(({ lines }) => lines.includes(line));
  owners.sort((a, b) => a.priority - b.priority || byScore(a, b));
  const others = candidates.filter(({ lines }) => !lines.includes(line)).sort(byScore);
  const named = (configuration.lineBackups[line] ?? []).filter((id) =>
    others.some((other) => other.id === id),
  );
  const rest = others.filter(({ id, standby }) => standby && !named.includes(id));
  return [...new Set([...owners.map(({ id }) => id), ...named, ...rest.map(({ id }) => id)])];
}

const managed = new WeakMap<ConfigurationDocument, Map<string, boolean>>();

/** As `isManagedBy`, which is asked of every record that anybody reads. */
export function isManaged(key: string, configuration: ConfigurationDocument): boolean {
  const answers = managed.get(configuration) ?? new Map<string, boolean>();
  managed.set(configuration, answers);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = isManagedBy(key, configuration);
  answers.set(key, answer);
  return answer;
}

/** Whether somebody carries the service and owns the line, be it in maintenance: then the record is managed. */
function isManagedBy(key: string, configuration: ConfigurationDocument): boolean {
  const [zone = '', label = '', type = '', line = ''] = key.split('|');
  if (!isLine(line)) return false;
  if (!configuration.services.some((service) => service.zone === zone && service.label === label))
    return false;
  const family = type === 'A' ? 'v4' : 'v6';
  return configuration.members.some(
    (member) =>
      member.lines.includes(line) && member.families.includes(family) && carries(member, `${zone}/${label}`),
  );
}

function carries(member: Member, service: string): boolean {
  return member.carries === 'all' || member.carries.includes(service);
}

function scoreOf(key: string, id: string): string {
  return createHash('sha256').update(`${key}\n${id}`).digest('hex').slice(0, 16);
}
