// How serious is the state of a record, for the colours of the page?
import type { CellState, CellView } from '../../model/cluster-view.ts';
import type { Tone } from './table.ts';

const TONES: Readonly<Record<CellState, Tone>> = {
  'in-place': 'ok',
  away: 'warn',
  orphaned: 'bad',
  'unknown-value': 'warn',
  missing: 'note',
  ambiguous: 'warn',
  disabled: 'note',
  locked: 'note',
  unread: 'note',
};

const ORDER: readonly Tone[] = ['bad', 'warn', 'note', 'ok'];

export function cellTone(state: CellState): Tone {
  return TONES[state];
}

/** The gravest of all; `ok` for none. */
export function worstTone(cells: readonly CellView[]): Tone {
  const present = new Set(cells.map(({ state }) => TONES[state]));
  return ORDER.find((tone) => present.has(tone)) ?? 'ok';
}
