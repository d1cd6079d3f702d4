import { z } from 'zod';
import { text } from '../model/text.ts';
import { addressesShape } from './address-settings.ts';
import { notesOf, setting } from './setting.ts';
import type { SettingNotes } from './setting.ts';
import { timersShape } from './timer-settings.ts';

/**
 * Every setting of the file: its key, its schema and what is said about it. One line here is all that a new
 * setting needs besides its field in `config.ts` and its place in `build.ts`.
 */
const YES_NO = text('`true`, `false`', '`true`、`false`');
const PORT = text('0–65535; 0: any free port', '0–65535；0 表示任意空闲端口');
const MAX_NAME = 64;

/** One line of readable text. */
const name = z
  .string()
  .max(MAX_NAME)
  .regex(/^(?=.*\S)[^\p{Cc}]+$/u);
const port = z.int().min(0).max(65_535);
const path = z.string().min(1);

const sandboxShape = {
  APIPort: setting(port.optional(), {
    about: text('Port of the imitated Alidns API.', '模拟的 Alidns API 的端口。'),
    allowed: PORT,
    unset: text('44480', '44480'),
  }),
  DNSPort: setting(port.optional(), {
    about: text('Port that answers DNS queries, UDP and TCP.', '应答 DNS 查询的端口（UDP 与 TCP）。'),
    allowed: PORT,
    unset: text('44453', '44453'),
  }),
};

const goShape = {
  APIPort: setting(port.optional(), {
    about: text('Port the API listens on.', 'API 监听端口。'),
    allowed: PORT,
    unset: text('44443', '44443'),
    isFromGo: true,
  }),
  NodeName: setting(name, {
    about: text(
      'Friendly name, shown to everyone, unique in the cluster. Up to 11 Latin letters look best on the badge.',
      '节点名称，对所有人可见，集群内唯一。徽章上以不超过 11 个拉丁字母为佳。',
    ),
    allowed: text(`one line of 1–${MAX_NAME} characters`, `1–${MAX_NAME} 个字符，单行`),
    unset: null,
    isFromGo: true,
  }),
  NodeCode: setting(name, {
    about: text(
      'Code name by which nodes recognise each other, unique in the cluster, never shown on a page.',
      '节点代号，节点间以此相认，集群内唯一，绝不显示在页面上。',
    ),
    allowed: text(`one line of 1–${MAX_NAME} characters`, `1–${MAX_NAME} 个字符，单行`),
    unset: null,
    isFromGo: true,
  }),
  NodeAddress: setting(z.string().regex(/^https?:\/\/[^\s?#@]+$/i), {
    about: text('Base URL by which other nodes reach this one.', '其他节点访问本节点所用的基础 URL。'),
    allowed: text(
      '`http://host:port` or `https://host`, without user, query and fragment',
      '`http://主机:端口` 或 `https://主机`，不含用户名、查询参数和片段',
    ),
    unset: null,
    isFromGo: true,
  }),
  ReverseProxy: setting(z.boolean().optional(), {
    about: text(
      'The API stands behind a reverse proxy: `X-Forwarded-*` is trusted.',
      'API 位于反向代理之后：信任 `X-Forwarded-*`。',
    ),
    allowed: YES_NO,
    unset: text('`false`', '`false`'),
    isFromGo: true,
  }),
  WorkMode: setting(z.enum(['leader', 'follower']), {
    about: text(
      "Role. One leader per cluster: there the cluster's configuration is edited.",
      '角色。每个集群一个主节点，集群配置只在主节点上修改。',
    ),
    allowed: text('`leader`, `follower`', '`leader`、`follower`'),
    unset: null,
    isFromGo: true,
  }),
  CocoaSecret: setting(z.string().min(1).max(512).optional(), {
    about: text("This node's own secret; each node has its own.", '本节点自己的密钥，每个节点各不相同。'),
    allowed: text('1–512 characters', '1–512 个字符'),
    unset: text('generated at first start and kept', '首次启动时生成并保存'),
    isSecret: true,
    isFromGo: true,
  }),
  Timeout: setting(z.int().min(1).max(1440).optional(), {
    about: text(
      'Minutes of silence after which a peer that cannot witness, or runs the Go program, counts as lost.',
      '无法发布见证记录的节点或运行 Go 版的节点静默多少分钟后视为失联。',
    ),
    allowed: text('whole minutes, 1–1440', '整数分钟，1–1440'),
    unset: text("the cluster's value, 10 at first", '集群的取值，初始为 10'),
    isFromGo: true,
  }),
  DataBaseType: setting(z.enum(['sqlite', 'sqlite3', 'mysql', 'mariadb']).optional(), {
    about: text('Kind of database.', '数据库类型。'),
    allowed: text('`sqlite`, `sqlite3`, `mysql`, `mariadb`', '`sqlite`、`sqlite3`、`mysql`、`mariadb`'),
    unset: text('as the DSN says, else `sqlite`', '由 DSN 判断，否则为 `sqlite`'),
    isFromGo: true,
  }),
  DSN: setting(z.string().min(1).optional(), {
    about: text(
      'Where the database is: the form of the Go program (`user:password@tcp(host:3306)/db`, `file:test.db`) or a URL (`mysql://user:password@host/db`).',
      '数据库位置：Go 版的写法（`user:password@tcp(host:3306)/db`、`file:test.db`）或 URL（`mysql://user:password@host/db`）。',
    ),
    allowed: text('a data source name or URL', '数据源名称或 URL'),
    unset: text('`cocoasyncer.db` in `DataFolder`', '`DataFolder` 中的 `cocoasyncer.db`'),
    isSecret: true,
    isFromGo: true,
  }),
};

const ownShape = {
  ListenHost: setting(
    z
      .string()
      .regex(/^[0-9A-Za-z.:_-]+$/)
      .optional(),
    {
      about: text(
        'Address or host name to listen on; `::` is every address.',
        '监听地址或主机名；`::` 表示所有地址。',
      ),
      allowed: text('an IP address or host name', 'IP 地址或主机名'),
      unset: text('`::`; `127.0.0.1` on embedded defaults', '`::`；使用内置默认值时为 `127.0.0.1`'),
    },
  ),
  DataFolder: setting(path.optional(), {
    about: text('Folder for SQLite files and other state.', '存放 SQLite 文件等状态的目录。'),
    allowed: text('a path', '路径'),
    unset: text('`data` in the working folder', '工作目录下的 `data`'),
  }),
  Profile: setting(z.enum(['normal', 'fast', 'calm', 'large']).optional(), {
    about: text(
      'Set of timers: `normal` up to 32 nodes, `fast` reacts sooner, `calm` later, `large` for 33 nodes and more. All nodes of a cluster use the same.',
      '计时器方案：`normal` 适用于 32 个节点以内，`fast` 反应更快，`calm` 更慢，`large` 适用于 33 个以上节点。同一集群的所有节点须一致。',
    ),
    allowed: text('`normal`, `fast`, `calm`, `large`', '`normal`、`fast`、`calm`、`large`'),
    unset: text('`normal`', '`normal`'),
  }),
  AllowPrivateAddresses: setting(z.boolean().optional(), {
    about: text(
      'Accept private and loopback addresses as own addresses. For the sandbox and tests.',
      '允许将私有地址和回环地址作为本机地址，仅用于沙箱和测试。',
    ),
    allowed: YES_NO,
    unset: text('`true` with the embedded sandbox, else `false`', '启用内嵌沙箱时为 `true`，否则为 `false`'),
  }),
  AliyunEndpoint: setting(
    z
      .string()
      .regex(/^https?:\/\/[^\s?#@]+$/i)
      .optional(),
    {
      about: text('Base URL of the Alidns API.', 'Alidns API 的基础 URL。'),
      allowed: text('an `https://` or `http://` URL', '`https://` 或 `http://` 的 URL'),
      unset: text('`https://alidns.aliyuncs.com`', '`https://alidns.aliyuncs.com`'),
    },
  ),
  DryRun: setting(z.boolean().optional(), {
    about: text('Run without writing anything at the DNS provider.', '运行但不对 DNS 服务商做任何写入。'),
    allowed: YES_NO,
    unset: text('`false`', '`false`'),
  }),
  DrainOnStop: setting(z.boolean().optional(), {
    about: text(
      'Hand all lines to the other nodes on a regular stop. A plain restart does not need it.',
      '正常停止时将全部线路移交给其他节点。普通重启无需开启。',
    ),
    allowed: YES_NO,
    unset: text('`false`', '`false`'),
  }),
  ExitNote: setting(z.boolean().optional(), {
    about: text(
      'A small second process tells the other nodes when this one has crashed, so that they act after `tExit` instead of `tDead`.',
      '由一个很小的辅助进程在本进程崩溃时通知其他节点，使其在 `tExit` 而不是 `tDead` 之后接管。',
    ),
    allowed: YES_NO,
    unset: text('`true`', '`true`'),
  }),
  FreezeFile: setting(path.optional(), {
    about: text('While this file exists no line changes hands.', '该文件存在期间，任何线路都不会易手。'),
    allowed: text('a path', '路径'),
    unset: text('`freeze` in `DataFolder`', '`DataFolder` 中的 `freeze`'),
  }),
  AllowLegacyLeader: setting(z.boolean().optional(), {
    about: text(
      'Accept pushes from a leader that runs the Go program although versioned ones were stored before.',
      '即使曾保存过带版本的配置，也接受运行 Go 版的主节点的推送。',
    ),
    allowed: YES_NO,
    unset: text('`false`', '`false`'),
  }),
  LogLevel: setting(z.enum(['debug', 'info', 'warn', 'error']).optional(), {
    about: text('Least level of events that are logged.', '记录日志的最低级别。'),
    allowed: text('`debug`, `info`, `warn`, `error`', '`debug`、`info`、`warn`、`error`'),
    unset: text('`info`', '`info`'),
  }),
  LogFormat: setting(z.enum(['pretty', 'json']).optional(), {
    about: text('Log lines for people or for machines.', '日志格式：供人阅读或供程序处理。'),
    allowed: text('`pretty`, `json`', '`pretty`、`json`'),
    unset: text('`pretty` on a terminal, else `json`', '终端上为 `pretty`，否则为 `json`'),
  }),
};

const timersSchema = z.strictObject(timersShape);
const addressesSchema = z.strictObject(addressesShape);
const sandboxSchema = z.strictObject(sandboxShape);

export const settingsSchema = z
  .strictObject({
    ...goShape,
    ...ownShape,
    Timers: timersSchema
      .describe('Single timers in place of those of the profile, by their names in the protocol.')
      .optional(),
    Addresses: addressesSchema
      .describe("Per family the sources of this node's own address, in order.")
      .optional(),
    Sandbox: setting(z.union([z.boolean(), sandboxSchema]).optional(), {
      about: text(
        'Run the embedded sandbox in place of a DNS account: `true`, or its ports.',
        '以内嵌沙箱代替 DNS 账号：`true`，或指定其端口。',
      ),
      allowed: text(
        '`true`, `false`, or `APIPort` and `DNSPort`',
        '`true`、`false`，或 `APIPort` 与 `DNSPort`',
      ),
      unset: text('`false`; `true` on embedded defaults', '`false`；使用内置默认值时为 `true`'),
    }),
  })
  .describe('Settings of one CocoaSyncer node. The letter case of keys does not matter.');

/** Settings as the file holds them, after keys have got their canonical spelling. */
export type Settings = z.infer<typeof settingsSchema>;

export interface ListedSetting {
  /** `Timers.tDead` */
  readonly path: string;
  readonly notes: SettingNotes;
}

/** Every setting with its full key, in the order of the documentation. */
export const SETTINGS: readonly ListedSetting[] = [
  ...listed('', { ...goShape, ...ownShape }),
  ...listed('Addresses.', addressesShape),
  ...listed('', { Sandbox: settingsSchema.shape.Sandbox }),
  ...listed('Sandbox.', sandboxShape),
  ...listed('Timers.', timersShape),
];

function listed(prefix: string, shape: Readonly<Record<string, z.ZodType>>): ListedSetting[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const notes = notesOf(schema);
    return notes === null ? [] : [{ path: `${prefix}${key}`, notes }];
  });
}
