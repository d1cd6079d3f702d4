/** Was a nonce used already? A nonce counts per access key for as long as its timestamp could be accepted. */
export interface NonceBook {
  /** Notes the nonce; false: it was used before. `now` in ms. */
  spend(keyId: string, nonce: string, now: number): boolean;
}

export function nonceBook(keepMs: number): NonceBook {
  const spentAt = new Map<string, number>();
  return {
    spend(keyId, nonce, now) {
      // A map remembers the order of insertion, so the oldest entries come first.
      for (const [key, at] of spentAt) {
        if (at > now - keepMs) break;
        spentAt.delete(key);
      }
      const key = `${keyId} ${nonce}`;
      if (spentAt.has(key)) return false;
      spentAt.set(key, now);
      return true;
    },
  };
}
