// May this daemon run on its database, or does another one already?
import { resolve } from 'node:path';
import { parseDsn } from './dsn.ts';
import type { DatabaseSettings } from './open-store.ts';
import { takeSoleUse } from './sql/sole-use.ts';

/**
 * Claims an SQLite file for this process; call it when the store is prepared. A MySQL database is not claimed.
 *
 * @returns gives the claim back
 * @throws AppError `conflict` when another daemon runs on it, `unavailable` when that cannot be told
 */
export function claimDatabase(settings: DatabaseSettings): () => void {
  const target = parseDsn(settings.type, settings.dsn.reveal());
  if (target.kind !== 'sqlite') return () => undefined;
  return takeSoleUse(resolve(settings.baseFolder, target.path));
}
