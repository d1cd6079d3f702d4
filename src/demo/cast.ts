import type { Line } from '../model/line.ts';
import type { Role } from '../model/node.ts';
import { fullName } from '../model/service.ts';
import { text, type Text } from '../model/text.ts';

/** Answers: who plays in the demonstration, and where do its visitors come from? */
export const NODE_NAMES = ['A', 'B', 'C'] as const;

export type NodeName = (typeof NODE_NAMES)[number];

export interface Part {
  readonly name: NodeName;
  /**
   * With these codes the order of succession suits the story: C follows B; both followers share the lines of
   * the dead leader; and B, which holds the lines of C at last, comes before A there, so that the leader's
   * return moves its own lines alone.
   */
  readonly id: string;
  readonly role: Role;
  readonly address: string;
  readonly lines: readonly Line[];
}

export const CAST: Readonly<Record<NodeName, Part>> = {
  A: {
    name: 'A',
    id: 'node-1',
    role: 'leader',
    address: '127.0.0.11',
    lines: ['default', 'china-telecom', 'overseas'],
  },
  B: { name: 'B', id: 'node-2', role: 'follower', address: '127.0.0.12', lines: ['china-unicom'] },
  C: { name: 'C', id: 'node-3', role: 'follower', address: '127.0.0.13', lines: ['china-mobile', 'cernet'] },
};

export const SERVICE = { name: 'Demo 演示', zone: 'example.test', label: 'www', provider: 'Ali' } as const;

export const HOST = fullName(SERVICE);

export interface Visitor {
  readonly subnet: string;
  /** As part of a sentence. */
  readonly who: Text;
}

/** Address blocks that are reserved for documentation and benchmarks: they belong to nobody. */
export const VISITORS: Readonly<Record<Line, Visitor>> = {
  default: { subnet: '198.18.0.0/24', who: text('a visitor of no listed ISP', '其他访客') },
  'china-telecom': { subnet: '198.51.100.0/24', who: text('a China Telecom visitor', '电信访客') },
  'china-unicom': { subnet: '203.0.113.0/24', who: text('a China Unicom visitor', '联通访客') },
  'china-mobile': { subnet: '192.0.2.0/24', who: text('a China Mobile visitor', '移动访客') },
  cernet: { subnet: '198.18.4.0/24', who: text('a university visitor', '教育网访客') },
  overseas: { subnet: '198.18.5.0/24', who: text('an overseas visitor', '境外访客') },
};

/** The provider's own codes of the lines. */
const PROVIDER_LINES: Readonly<Record<string, Line>> = {
  default: 'default',
  telecom: 'china-telecom',
  unicom: 'china-unicom',
  mobile: 'china-mobile',
  edu: 'cernet',
  oversea: 'overseas',
};

export function lineOfProvider(code: string): Line | null {
  return PROVIDER_LINES[code] ?? null;
}

export function ownerOf(line: Line): NodeName {
  return NODE_NAMES.find((name) => CAST[name].lines.includes(line)) ?? 'A';
}

/** null: no node of the demonstration has it. */
export function nodeAt(address: string | null): NodeName | null {
  return NODE_NAMES.find((name) => CAST[name].address === address) ?? null;
}
