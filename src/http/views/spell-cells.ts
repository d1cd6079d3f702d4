// How does a record's internal key read in a sentence? As the name that visitors use, with type and line.
import { isLine } from '../../model/line.ts';
import { fullName } from '../../model/service.ts';
import type { Language } from '../../model/text.ts';
import { LINE_NAMES } from './texts.ts';

const CELL_KEY = /([^\s|,;:"'()]+)\|([^\s|]+)\|(A{1,4})\|([a-z-]+)/g;

/** `example.com|www|A|cernet` becomes `www.example.com (A, CERNET)`; everything else stays. */
export function spellCells(text: string, language: Language): string {
  return text.replace(CELL_KEY, (key, zone: string, label: string, type: string, line: string) => {
    if (!isLine(line)) return key;
    const name = LINE_NAMES[line][language];
    const place = fullName({ zone, label });
    return language === 'zh' ? `${place}（${type}，${name}）` : `${place} (${type}, ${name})`;
  });
}
