import { describe } from 'node:test';
import { checkSqlPromises } from './sql-promises.ts';
import { sqliteBench } from './benches.ts';
import { checkStoreContract } from './store-contract.ts';

describe('the SQLite store', () => {
  checkStoreContract(sqliteBench);
  checkSqlPromises(sqliteBench);
});
