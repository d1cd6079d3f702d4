/** A value that will not print: logs, JSON, templates and inspection all show `***`. */
export class Secret {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  static of(value: string): Secret {
    return new Secret(value);
  }

  /** The clear value. Call it only where the secret leaves for its one rightful use. */
  reveal(): string {
    return this.#value;
  }

  get isEmpty(): boolean {
    return this.#value === '';
  }

  sameAs(other: Secret): boolean {
    return this.#value === other.#value;
  }

  /** `text` with every occurrence of the clear value turned into `***`. */
  maskIn(text: string): string {
    return this.isEmpty ? text : text.replaceAll(this.#value, () => '***');
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}
