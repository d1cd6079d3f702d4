import type { Parameters } from '../parameters.ts';
import type { SandboxRecord } from '../record.ts';
import { invalid } from '../refusal.ts';

/**
 * Which records does DescribeDomainRecords list?
 *
 * | SearchMode   | what counts                                                         |
 * |--------------|---------------------------------------------------------------------|
 * | LIKE, EXACT  | KeyWord alone, in host record or value                              |
 * | ADVANCED     | RRKeyWord and ValueKeyWord fuzzily; type, line, status exactly      |
 * | COMBINATION  | the same, all exactly                                               |
 * | none         | LIKE if there is a KeyWord, else as ADVANCED                        |
 *
 * Fuzzy means that `a` also finds `b.a` and `aa`. Case never counts. Without Line all lines are listed.
 */
export function recordFilter(parameters: Parameters): (record: SandboxRecord) => boolean {
  const keyWord = parameters.text('KeyWord');
  const mode = parameters.text('SearchMode')?.toUpperCase() ?? (keyWord === null ? 'ADVANCED' : 'LIKE');
  switch (mode) {
    case 'LIKE':
    case 'EXACT': {
      if (keyWord === null) return () => true;
      const fits = mode === 'EXACT' ? equal : contains;
      return (record) => fits(record.rr, keyWord) || fits(record.value, keyWord);
    }
    case 'ADVANCED':
      return bySixFilters(parameters, contains);
    case 'COMBINATION':
      return bySixFilters(parameters, equal);
    default:
      throw invalid('SearchMode');
  }
}

type Comparison = (text: string, wanted: string) => boolean;

const equal: Comparison = (text, wanted) => text.toLowerCase() === wanted.toLowerCase();
const contains: Comparison = (text, wanted) => text.toLowerCase().includes(wanted.toLowerCase());

function bySixFilters(parameters: Parameters, rrAndValue: Comparison): (record: SandboxRecord) => boolean {
  const status = parameters.text('Status')?.toLowerCase() ?? null;
  if (status !== null && status !== 'enable' && status !== 'disable') throw invalid('Status');
  const tests: readonly [string, Comparison, keyof SandboxRecord & ('rr' | 'type' | 'value' | 'line')][] = [
    ['RRKeyWord', rrAndValue, 'rr'],
    ['ValueKeyWord', rrAndValue, 'value'],
    ['TypeKeyWord', equal, 'type'],
    ['Type', equal, 'type'],
    ['Line', equal, 'line'],
  ];
  const wanted = tests.flatMap(([name, fits, member]) => {
    const text = parameters.text(name);
    return text === null ? [] : [{ text, fits, member }];
  });
  return (record) =>
    wanted.every(({ text, fits, member }) => fits(record[member], text)) &&
    (status === null || record.isEnabled === (status === 'enable'));
}
