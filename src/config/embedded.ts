import { DEFAULT_API_PORT } from './build.ts';
import type { Settings } from './settings.ts';

/**
 * What counts when there is no file and the environment does not describe a node: one leader on this
 * machine alone, with the sandbox in place of a DNS account.
 *
 * Name and code are constants, because an identity is fixed at the first start and a host's name is not.
 */
const EMBEDDED: Partial<Settings> = {
  ListenHost: '127.0.0.1',
  NodeName: 'Cocoa',
  NodeCode: 'cocoa-local',
  WorkMode: 'leader',
  Sandbox: true,
  Addresses: { IPv4: [{ fixed: '127.0.0.1' }], IPv6: [] },
};

/** `values`, from the environment, over the embedded defaults. */
export function withEmbedded(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const port = typeof values['APIPort'] === 'number' ? values['APIPort'] : DEFAULT_API_PORT;
  return { ...EMBEDDED, NodeAddress: `http://127.0.0.1:${port}`, ...values };
}

const IDENTITY = ['NodeName', 'NodeCode', 'NodeAddress', 'WorkMode'];

/** Whether somebody means a node of their own, so that nothing about it may be made up. */
export function isNodeDescribed(values: Readonly<Record<string, unknown>>): boolean {
  return IDENTITY.some((key) => values[key] !== undefined);
}
