/**
 * Everything that could be seen of a run, in one running hash: two runs with the same hash were the same. Nothing but
 * integer arithmetic and the bits of numbers goes in, so it is the same on every machine.
 */
import type { MemoryCall } from '../../../src/dns/provider/memory/disturbance.ts';
import type { Happening } from '../happenings.ts';
import type { Sent } from '../network.ts';
import type { Write } from '../world.ts';

/** Of a long text every so many-th character goes in; its length always does. */
const STRIDE = 7;
const PRIME_A = 0x01000193;
const PRIME_B = 0x85ebca6b;

export class Trace {
  /** What was seen, in words; only kept when asked for. */
  readonly lines: string[] = [];
  readonly #isKept: boolean;
  readonly #bits = new DataView(new ArrayBuffer(8));
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;

  constructor(isKept: boolean) {
    this.#isKept = isKept;
  }

  get hash(): string {
    const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
    return hex(this.#a) + hex(this.#b);
  }

  message(sent: Sent, text: string | null): void {
    this.#number(sent.at);
    this.#text(sent.from);
    this.#text(sent.to);
    this.#text(sent.path);
    this.#text(sent.kind);
    this.#sample(text ?? '');
    if (this.#isKept && (sent.path !== 'state' || text === null))
      this.#line(
        sent.at,
        `${sent.from} → ${sent.to} ${sent.path} ${sent.kind} ${text === null ? 'refused' : ''}`,
      );
  }

  call(at: number, node: string, { action, recordId, value }: MemoryCall): void {
    this.#number(at);
    this.#text(node);
    this.#text(action);
    this.#text(recordId ?? '');
    this.#text(value ?? '');
    if (this.#isKept)
      this.#line(at, `${node} calls ${action} ${recordId ?? ''} ${value?.slice(0, 40) ?? ''}`);
  }

  write(write: Write): void {
    this.#number(write.at);
    this.#text(write.node ?? '');
    this.#text(write.cellKey ?? '');
    this.#text(write.oldValue ?? '');
    this.#text(write.newValue ?? '');
    if (!this.#isKept) return;
    const values = `${write.from ?? String(write.oldValue?.slice(0, 20))} → ${write.to ?? String(write.newValue?.slice(0, 20))}`;
    this.#line(write.at, `WRITE ${write.node ?? 'by hand'} ${write.cellKey ?? 'witness'} ${values}`);
  }

  happening(happening: Happening, at: number): void {
    this.#number(at);
    const words = Object.values(happening).map(String);
    for (const word of words) this.#text(word);
    if (this.#isKept) this.#line(at, `*** ${words.join(' ')}`);
  }

  /** Something worth reading that is no part of the run. */
  note(at: number, what: () => string): void {
    if (this.#isKept) this.#line(at, what());
  }

  #line(at: number, what: string): void {
    this.lines.push(`${(at / 1000).toFixed(2).padStart(9)} ${what}`);
  }

  #number(value: number): void {
    this.#bits.setFloat64(0, value);
    this.#mix(this.#bits.getInt32(0));
    this.#mix(this.#bits.getInt32(4));
  }

  #text(text: string): void {
    this.#mixText(text, 1);
  }

  #sample(text: string): void {
    this.#mixText(text, STRIDE);
  }

  /** As `#mix` for the length and every so many-th character, without looking up the halves for each. */
  #mixText(text: string, stride: number): void {
    this.#mix(text.length);
    let [a, b] = [this.#a, this.#b];
    for (let place = 0; place < text.length; place += stride) {
      const value = text.charCodeAt(place);
      a = Math.imul(a ^ value, PRIME_A);
      b = Math.imul(b ^ (value + (a >>> 15)), PRIME_B);
    }
    this.#a = a;
    this.#b = b;
  }

  #mix(value: number): void {
    this.#a = Math.imul(this.#a ^ value, PRIME_A);
    this.#b = Math.imul(this.#b ^ (value + (this.#a >>> 15)), PRIME_B);
  }
}
