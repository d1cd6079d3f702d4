import { z } from 'zod';
import { text } from '../model/text.ts';
import type { Text } from '../model/text.ts';
import { DURATION_PATTERN, inSeconds } from './duration.ts';
import { setting } from './setting.ts';
import { PROFILES, TIMER_FIELDS, resolveTimers } from './timers.ts';
import type { TimerName } from './timers.ts';

/** The `Timers` part of the file: what each timer means, in words. */
const ABOUT: Readonly<Record<TimerName, Text>> = {
  tTick: text('Step of the state machine.', '状态机步长。'),
  tHb: text('Heartbeat interval, ±10 %.', '心跳间隔，±10%。'),
  tReq: text('Time-out of one heartbeat request.', '单次心跳请求的超时。'),
  tUnacked: text(
    'Without proof for so long that a peer hears this node: publish a witness record.',
    '这么久没有证据表明某节点能听到本节点时，发布见证记录。',
  ),
  tWpub: text('Assumed bound of getting a witness record written.', '写入见证记录所需时间的假定上限。'),
  dRw: text(
    'Assumed delay until a provider read shows every acknowledged write.',
    '假定的延迟：此后读取服务商必能看到所有已确认的写入。',
  ),
  tRelay: text(
    'How much older a relayed message may be than a direct one. Unless set 1.1 × `tHb`; `large`: 40 s.',
    '经转发的消息可比直接消息旧多少。未设置时为 1.1 × `tHb`；`large` 为 40 s。',
  ),
  tDead: text('Silence before a node is taken for dead.', '判定节点死亡前的静默时间。'),
  tExit: text(
    'The same for a node whose process is known to have ended (`ExitNote`). Unless set at most `tDead`.',
    '已知其进程已结束的节点（见 `ExitNote`）的相应时间。未设置时不超过 `tDead`。',
  ),
  lease: text('Lease of a witness record.', '见证记录的租期。'),
  refresh: text('Renewal of a witness record.', '见证记录的续期间隔。'),
  tOld: text(
    'A verdict that has stood for so long lets witness records be renewed seldom.',
    '判定维持这么久之后，见证记录便可少续期。',
  ),
  longLease: text(
    'Lease of a witness record that only nodes dead for `tOld` could need.',
    '仅可能被已死亡 `tOld` 之久的节点用到的见证记录的租期。',
  ),
  longRefresh: text('Renewal of such a record.', '此类记录的续期间隔。'),
  tQuiet: text('Calm time before a witness record is laid down.', '放下见证记录前的平静时间。'),
  recMost: text(
    'In calm times nodes share their reads; each still reads at least this often.',
    '平静时各节点共享读取结果；但每个节点至少按此间隔亲自读取。',
  ),
  recSlow: text('Interval of zone reads in calm times.', '平静时读取域名记录的间隔。'),
  recMed: text('Interval of zone reads when something is silent.', '有节点静默时读取域名记录的间隔。'),
  recFast: text('Interval of zone reads when a decision is near.', '临近决断时读取域名记录的间隔。'),
  tFresh: text(
    'A write is sent at most this long after its deciding read was sent.',
    '写入最迟在其依据的读取发出后这么久发出。',
  ),
  tProv: text('Time-out of a provider call.', '服务商 API 调用的超时。'),
  tSettle: text(
    'After an own write, older pictures of the record are ignored for so long.',
    '本节点写入后，这段时间内忽略该记录更旧的读取结果。',
  ),
  tUnknown: text(
    'A value that no node claims must stand this long before it is replaced.',
    '无节点认领的值须保持这么久才会被替换。',
  ),
  tUnfit: text('Declared unfitness must last this long.', '节点自述不可用须持续这么久。'),
  tHold: text(
    'Continuous health before lines go back to a returned node; doubles per flap.',
    '节点恢复后须持续健康这么久才归还线路；每次抖动加倍。',
  ),
  tHoldCap: text('Upper bound of the doubling of `tHold`.', '`tHold` 加倍的上限。'),
  tYield: text('Life of a yield.', '让出声明的有效期。'),
  tPass: text(
    'Wait per living candidate ahead that does not act.',
    '排在前面的每个存活候选者不行动时的等待时间。',
  ),
  tGrace: text(
    'No verdicts for so long after a start. Unless set `tDead`.',
    '启动后这段时间内不作判定。未设置时等于 `tDead`。',
  ),
  tStall: text('A tick this late means that the process was stopped.', '步进迟到这么久即视为进程曾被暂停。'),
  tPanic: text(
    'Extra wait when more than half of five or more nodes would be dead.',
    '五个以上节点中超过半数将被判死亡时的额外等待。',
  ),
  tAddress: text("Interval of the checks of this node's own addresses.", '检查本机地址的间隔。'),
  speakers: text('Witness publishers per component.', '每个连通分量中发布见证记录的节点数。'),
};

const DURATION = text(
  'a duration such as `60s`, `500ms`, `2m`, or a number of seconds; above zero, up to 24 h',
  '时长，如 `60s`、`500ms`、`2m`，或秒数；大于零，至多 24 小时',
);

const duration = z.union([z.string().regex(DURATION_PATTERN), z.number().positive().max(86_400)]).optional();

function timer(name: TimerName): typeof duration {
  return setting(duration, { about: ABOUT[name], allowed: DURATION, unset: valuesPerProfile(name) });
}

const names = Object.keys(TIMER_FIELDS).filter((name) => name !== 'speakers') as Exclude<
  TimerName,
  'speakers'
>[];

const durations = Object.fromEntries(names.map((name) => [name, timer(name)])) as Record<
  Exclude<TimerName, 'speakers'>,
  typeof duration
>;

export const timersShape = {
  ...durations,
  speakers: setting(z.int().min(1).max(100).optional(), {
    about: ABOUT.speakers,
    allowed: text('1–100', '1–100'),
    unset: valuesPerProfile('speakers'),
  }),
};

/** `60 s / 35 s / 180 s / 150 s`, in the order of the profiles; one value when they are equal. */
function valuesPerProfile(name: TimerName): Text {
  const values = PROFILES.map((profile) => {
    const value = resolveTimers(profile)[TIMER_FIELDS[name]];
    return name === 'speakers' ? `${value}` : inSeconds(value);
  });
  const shown = new Set(values).size === 1 ? (values[0] ?? '') : values.join(' / ');
  return text(shown, shown);
}
