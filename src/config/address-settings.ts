import { z } from 'zod';
import { text } from '../model/text.ts';
import { setting } from './setting.ts';

/** The `Addresses` part of the file: where this node's own addresses are found out. */
const url = z.string().regex(/^https?:\/\/\S+$/i);

const source = z.union([
  z
    .strictObject({ interface: z.string().min(1) })
    .describe('The address on a network interface of this machine; `*`: on any.'),
  z
    .strictObject({ http: z.union([z.literal('default'), z.array(url).min(2).max(20)]) })
    .describe(
      'Services that answer with the address they see; asked together, two must agree. `default`: the built-in list.',
    ),
  z.strictObject({ fixed: z.string().min(1) }).describe('This address and no other.'),
  z
    .strictObject({ command: z.array(z.string()).min(1) })
    .describe('Program and arguments, run without a shell; the first line it prints is the address.'),
]);

export type AddressSourceSetting = z.infer<typeof source>;

const ALLOWED = text(
  'a list of `interface: eth0`, `http: default`, `http: [url, url, …]`, `fixed: address`, `command: [program, argument, …]`; empty: this family is not used',
  '列表，元素为 `interface: eth0`、`http: default`、`http: [url, url, …]`、`fixed: 地址`、`command: [程序, 参数, …]`；空列表表示不使用该地址族',
);

const sources = z.array(source).max(10).optional();

export const addressesShape = {
  IPv4: setting(sources, {
    about: text('Sources of the IPv4 address, in order.', 'IPv4 地址的来源，按顺序采用。'),
    allowed: ALLOWED,
    unset: text(
      '`http: default`; `fixed: 127.0.0.1` on embedded defaults',
      '`http: default`；使用内置默认值时为 `fixed: 127.0.0.1`',
    ),
  }),
  IPv6: setting(sources, {
    about: text('Sources of the IPv6 address, in order.', 'IPv6 地址的来源，按顺序采用。'),
    allowed: ALLOWED,
    unset: text('`http: default`; none on embedded defaults', '`http: default`；使用内置默认值时不使用'),
  }),
};
