import { text } from '../../model/text.ts';
import type { NodeContext } from '../context.ts';
import { isFrozen } from '../node-state.ts';
import { setAlarm } from '../steps/alarm.ts';

/** Looks at what may have changed outside: the database, and the operator's freeze file. */
export async function housekeeping(
  context: NodeContext,
  isFreezeRequested: (() => Promise<boolean>) | null,
): Promise<void> {
  const { executor, store, clock, log } = context;
  const isReachable = await store.isReachable();
  const isRequested = isFreezeRequested === null ? null : await isFreezeRequested();
  executor.step((state) => {
    state.isStoreReachable = isReachable;
    setAlarm(
      state,
      'store-down',
      !isReachable,
      () =>
        text(
          'the database does not answer; DNS goes on, the configuration cannot be changed',
          '数据库无响应；DNS 调度继续，但无法更改配置',
        ),
      clock.wallMs(),
    );
    if (isRequested !== null && isRequested !== state.freezes.has('file')) {
      if (isRequested) state.freezes.add('file');
      else state.freezes.delete('file');
      log.warn(
        'frozen',
        isRequested
          ? text('the freeze file is there: all moves are stopped', '发现冻结文件：已停止一切记录转移')
          : text('the freeze file is gone: moves are allowed again', '冻结文件已移除：恢复记录转移'),
      );
    }
    setAlarm(
      state,
      'frozen',
      isFrozen(state),
      () => text('moves are stopped by the operator (freeze)', '操作员已停止记录转移（freeze）'),
      clock.wallMs(),
    );
  });
}
