import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { AppError } from '../model/app-error.ts';
import type { Identity } from '../model/node.ts';
import { text } from '../model/text.ts';
import { parseDsn } from '../store/dsn.ts';
import { openStore } from '../store/open-store.ts';

/** Answers: who is this node by its store? null: it was never initialised. Looking creates no database. */
export async function storedIdentity(config: Config): Promise<Identity | null> {
  const { type, dsn } = config.database;
  const target = parseDsn(type, dsn.reveal());
  if (target.kind === 'sqlite' && !existsSync(resolve(config.dataFolder, target.path))) return null;
  const store = openStore({ type, dsn, baseFolder: config.dataFolder });
  try {
    return await store.loadIdentity();
  } catch (error) {
    if (!(error instanceof AppError) || error.hint !== null) throw error;
    throw new AppError(error.code, error.text, {
      hint: text(
        "The node's secret is kept in that database. Give it by COCOASYNCER_COCOA_SECRET_FILE to do without.",
        '节点密钥保存在该数据库中。也可以用 COCOASYNCER_COCOA_SECRET_FILE 直接提供。',
      ),
      cause: error,
    });
  } finally {
    await store.close();
  }
}
