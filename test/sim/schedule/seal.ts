/**
 * While a schedule runs there is no time but the world's and no chance but the seed's: whatever reaches for the
 * machine's own is noted, with the place, and gets an error. Proves of every run what rules on sources can only say
 * of what they see.
 */

/** What was reached for, with the line that did. */
export type Touched = readonly string[];

interface Door {
  readonly name: string;
  readonly owner: object;
  readonly key: string;
}

const DOORS: readonly Door[] = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'fetch'].map((key) => door('globalThis', globalThis, key)),
  door('Date', Date, 'now'),
  door('Math', Math, 'random'),
  door('performance', performance, 'now'),
  door('process', process, 'hrtime'),
  door('crypto', globalThis.crypto, 'getRandomValues'),
  door('crypto', globalThis.crypto, 'randomUUID'),
];

function door(of: string, owner: object, key: string): Door {
  return { name: `${of}.${key}`, owner, key };
}

/** Runs `run` with all doors shut, and tells who knocked. */
export async function sealed<T>(
  run: () => Promise<T>,
): Promise<{ readonly result: T; readonly touched: Touched }> {
  const touched: string[] = [];
  const reopen = DOORS.map((one) => shut(one, touched));
  const RealDate = Date;
  globalThis.Date = datesThatAreTold(touched);
  try {
    return { result: await run(), touched };
  } finally {
    globalThis.Date = RealDate;
    for (const open of reopen) open();
  }
}

function shut({ name, owner, key }: Door, touched: string[]): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  const original: unknown = Reflect.get(owner, key);
  const refuse = (...given: unknown[]): unknown =>
    typeof original === 'function' && isLoader()
      ? Reflect.apply(original, owner, given)
      : knock(name, touched);
  Object.defineProperty(owner, key, { value: refuse, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}

/** `new Date(instant)` is arithmetic; `new Date()` looks at the calendar. */
function datesThatAreTold(touched: string[]): DateConstructor {
  return new Proxy(Date, {
    construct: (target, given: readonly unknown[]) =>
      given.length === 0 && !isLoader()
        ? knock('new Date()', touched)
        : (Reflect.construct(target, given) as Date),
  });
}

/** What compiles the tests' sources as they are loaded is no part of what runs. */
const LOADER = '/node_modules/tsx/';

function isLoader(): boolean {
  return new Error().stack?.includes(LOADER) === true;
}

function knock(name: string, touched: string[]): never {
  const error = new Error(`${name} under virtual time`);
  touched.push(`${name} ${error.stack?.split('\n')[3]?.trim() ?? ''}`);
  throw error;
}
