// Two nodes whose state is in databases of the caller's choice, with all records in place.
import { openStore } from '../../src/store/open-store.ts';
import { Secret } from '../../src/model/secret.ts';
import { createCluster, type TestCluster } from '../support/cluster-processes.ts';
import type { Mariadb } from '../support/mariadb.ts';
import { ownStore, seedRecords, seedStores } from '../support/seeded-stores.ts';

export const LABELS = ['www', 'api', 'git', 'mail'] as const;
const CODES = ['a', 'b'] as const;

/** Starts leader `a` and follower `b`; on databases of this server, called `<name>_a` and so on, if one is given. */
export async function startPair(name: string, server: Mariadb | null): Promise<TestCluster> {
  const dsns = new Map<string, string>();
  if (server !== null)
    for (const code of CODES) dsns.set(code, await server.createDatabase(`${name}_${code}`));
  const settings = (code: string): Readonly<Record<string, unknown>> => {
    const dsn = dsns.get(code);
    return dsn === undefined ? {} : { DataBaseType: 'mysql', DSN: dsn };
  };
  const cluster = await createCluster({
    nodes: [
      { code: 'a', lines: ['default', 'CT', 'OverSea'], settings: settings('a') },
      { code: 'b', lines: ['CU', 'CMCC', 'CNEdu'], settings: settings('b') },
    ],
  });
  try {
    const configuration = await seedStores(cluster, {
      labels: LABELS,
      storeOf: (node) => {
        const dsn = dsns.get(node.code);
        return dsn === undefined
          ? ownStore(node)
          : openStore({ type: 'mysql', dsn: Secret.of(dsn), baseFolder: node.daemon.folder });
      },
    });
    await seedRecords(cluster, configuration);
    await Promise.all(cluster.nodes.map(({ daemon }) => daemon.start()));
    return cluster;
  } catch (error) {
    await cluster.close();
    throw error;
  }
}
