/** What breaches are told by: the same words in every check. */
import type { Write } from '../world.ts';

export function name({ at, node, cellKey, oldValue, newValue }: Write): string {
  const change = `${oldValue ?? 'nothing'} → ${newValue ?? 'nothing'}`;
  return `${seconds(at)} ${node ?? 'by hand'} ${cellKey ?? 'witness'}: ${cellKey === null ? 'written' : change}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
