/**
 * Keeps the results of a function of one text, so that what is asked for again and again is worked out once. For pure
 * functions alone; `limit` bounds the memory: when it is reached everything is forgotten and worked out anew.
 */
export function remembered<T>(limit: number, compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as T;
    if (known.size >= limit) known.clear();
    const computed = compute(text);
    known.set(text, computed);
    return computed;
  };
}
