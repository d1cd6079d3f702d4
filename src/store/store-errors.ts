// How does every store say no? The same words for the same refusal.
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';

interface Edition {
  readonly epoch: number;
  readonly version: number;
}

export function alreadyInitialised(): AppError {
  return new AppError('conflict', text('This store already belongs to a node.', '该存储已属于一个节点。'), {
    hint: text(
      'Start with that node’s settings, or give DSN another database.',
      '请使用该节点的配置启动，或在 DSN 中指定另一个数据库。',
    ),
  });
}

export function notInitialised(): AppError {
  return new AppError('not-found', text('This store was never initialised.', '该存储尚未初始化。'), {
    hint: text('Start the daemon once; it writes what it is.', '请先启动一次守护进程，由它写入节点信息。'),
  });
}

export function changedMeanwhile(expected: Edition, found: Edition): AppError {
  const [old, now] = [expected, found].map(({ epoch, version }) => `${epoch}.${version}`) as [string, string];
  return new AppError(
    'conflict',
    text(
      `The configuration was changed meanwhile: edition ${now} is stored, ${old} was expected.`,
      `配置在此期间已被修改：存储的版本为 ${now}，预期为 ${old}。`,
    ),
    { hint: text('Read it again and repeat the change.', '请重新读取后再次修改。') },
  );
}
