// Writes a database as the Go program leaves it: one row in cocoa_basic.
import { connect } from '../../src/store/sql/connect.ts';

export async function writeGoDatabase(
  path: string,
  row: Readonly<Record<string, string | number | null>>,
): Promise<void> {
  const database = connect({ kind: 'sqlite', path }, { baseFolder: '/' });
  const whole = { apiPort: 44443, reverseProxy: 0, dataBaseType: 'sqlite3', dsn: 'file:theirs.db', ...row };
  try {
    await database.schema.createTable('cocoa_basic', (table) => {
      for (const column of Object.keys(whole)) table.text(column);
      table.integer('configImported');
    });
    await database('cocoa_basic').insert({ ...whole, configImported: 1 });
  } finally {
    await database.destroy();
  }
}
