import type { Part } from './cast.ts';
import { DEMO_PROFILE, DEMO_TIMERS_S } from './pace.ts';

/** Answers: what stands in the settings file of a node of the demonstration? An ordinary one, to look at. */
export interface NodeSettings {
  readonly part: Part;
  readonly url: string;
  readonly port: number;
  /** In clear: the file is the one place where it has to be. */
  readonly secret: string;
  readonly dataFolder: string;
  /** Base URL of the sandbox's API. */
  readonly endpoint: string;
}

export function settingsText(settings: NodeSettings): string {
  const { part, url, port, secret, dataFolder, endpoint } = settings;
  // A JSON string is a YAML string, whatever a path or a name holds.
  const quoted = (value: string): string => JSON.stringify(value);
  const timers = Object.entries(DEMO_TIMERS_S).map(([name, seconds]) => `  ${name}: ${seconds}s`);
  return [
    `NodeName: ${quoted(part.name)}`,
    `NodeCode: ${quoted(part.id)}`,
    `NodeAddress: ${quoted(url)}`,
    `WorkMode: ${part.role}`,
    `CocoaSecret: ${quoted(secret)}`,
    'ListenHost: 127.0.0.1',
    `APIPort: ${port}`,
    `DataFolder: ${quoted(dataFolder)}`,
    `AliyunEndpoint: ${quoted(endpoint)}`,
    'AllowPrivateAddresses: true',
    // The demonstration pulls the plug of a machine, so nobody is left on it to tell of its end.
    'ExitNote: false',
    'LogFormat: json',
    'Addresses:',
    `  IPv4: [{ fixed: ${part.address} }]`,
    '  IPv6: []',
    `Profile: ${DEMO_PROFILE}`,
    'Timers:',
    ...timers,
    '',
  ].join('\n');
}
