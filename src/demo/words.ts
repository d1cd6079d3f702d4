import { text, type Text } from '../model/text.ts';

/** Answers: how are a few names joined, and which form of a word fits their number? */

/** `A`, `A and B`, `A, B and C`. */
export function namesText(names: readonly string[]): Text {
  const last = names.at(-1) ?? '';
  const others = names.slice(0, -1);
  return text(others.length === 0 ? last : `${others.join(', ')} and ${last}`, names.join('、'));
}

export function pick(isOne: boolean, one: string, several: string): string {
  return isOne ? one : several;
}

/** `19.4 s`, or `18.9–20.1 s` for several. */
export function secondsText(seconds: readonly number[]): Text {
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map((value) => value.toFixed(1));
  const span = least === most ? `${most}` : `${least}–${most}`;
  return text(`${span} s`, `${span} 秒`);
}
