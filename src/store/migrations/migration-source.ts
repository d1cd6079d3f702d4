// Which migrations are there, in which order? Listed by hand, so that it is the same from `src/` and `dist/`.
import type { Knex } from 'knex';
import { createFirstTables, dropFirstTables } from './first-tables.ts';

/**
 * Names stay for ever: databases remember them. On MySQL, DDL commits by itself and a crash may leave half of
 * a migration behind, so every step looks first whether it has been done.
 */
interface NamedMigration extends Knex.Migration {
  readonly name: string;
}

const MIGRATIONS: readonly NamedMigration[] = [
  { name: '2026-11-01-first-tables', up: createFirstTables, down: dropFirstTables },
];

export const migrationSource: Knex.MigrationSource<NamedMigration> = {
  getMigrations: async () => [...MIGRATIONS],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => migration,
};
