import { randomBytes } from 'node:crypto';
import { reviseConfiguration, unversioned } from '../cluster/stamp.ts';
import type { Config } from '../config/config.ts';
import { AppError } from '../model/app-error.ts';
import { Secret } from '../model/secret.ts';
import { text } from '../model/text.ts';
import { readLegacyDatabase, type LegacyRow } from '../store/legacy-database.ts';
import { openStore } from '../store/open-store.ts';
import type { ClusterRecord } from '../store/store.ts';
import { documentFromLegacy, type LegacyColumns, type LegacyState } from '../wire/legacy.ts';

/** Answers: what did the Go program keep, and how does this node's store begin with it? */

/** @param baseFolder relative SQLite paths of `dsn` start here */
export async function readLegacy(type: string | null, dsn: Secret, baseFolder: string): Promise<LegacyState> {
  const row = await readLegacyDatabase({ type, dsn, baseFolder });
  if (row === null) throw nothingImported();
  return documentFromLegacy(columnsOf(row));
}

/** AppError `conflict` when the store is initialised already. */
export async function initialiseFromLegacy(config: Config, legacy: LegacyState): Promise<void> {
  const { type, dsn } = config.database;
  const store = openStore({ type, dsn, baseFolder: config.dataFolder });
  try {
    await store.prepare();
    await store.initialise(legacy.identity, clusterOf(legacy));
  } finally {
    await store.close();
  }
}

const CLUSTER_KEY_BYTES = 32;

/**
 * A leader's document becomes the first edition, with a cluster key of its own. A follower's stays
 * unversioned, so that whatever its leader pushes replaces it.
 */
export function clusterOf({ identity, document }: LegacyState): ClusterRecord {
  if (identity.role !== 'leader') {
    return { configuration: unversioned(document), boundLeaderId: document.leaderId };
  }
  const clusterKey = document.clusterKey ?? Secret.of(randomBytes(CLUSTER_KEY_BYTES).toString('base64url'));
  const founded = { ...document, leaderId: identity.id, clusterKey };
  return {
    configuration: reviseConfiguration(unversioned(document), founded),
    boundLeaderId: identity.id,
  };
}

function columnsOf(row: LegacyRow): LegacyColumns {
  const textIn = (value: string | number | null): string | null => (value === null ? null : String(value));
  return {
    nodeName: textIn(row.nodeName),
    nodeCode: textIn(row.nodeCode),
    nodeAddress: textIn(row.nodeAddress),
    workMode: textIn(row.workMode),
    cocoaSecret: textIn(row.cocoaSecret),
    otherCocoaSyncer: textIn(row.otherCocoaSyncer),
    cocoaManagedService: textIn(row.cocoaManagedService),
    cloudPlatformInfo: textIn(row.cloudPlatformInfo),
    timeout: row.timeout,
  };
}

function nothingImported(): AppError {
  return new AppError(
    'not-found',
    text(
      'This database holds no settings of the Go program (no row with configImported = 1).',
      '该数据库中没有旧版程序的配置（没有 configImported = 1 的行）。',
    ),
    {
      hint: text(
        'The Go program writes them when it first starts; check that this is the database it really uses.',
        '旧版程序在首次启动时写入配置；请确认这确实是它使用的数据库。',
      ),
    },
  );
}
