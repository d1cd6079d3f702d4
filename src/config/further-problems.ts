import { buildConfig } from './build.ts';
import type { BuildInput } from './build.ts';
import type { Problem } from './problem.ts';
import { settingsSchema } from './settings.ts';

/**
 * What else is wrong with settings of which some do not fit the schema? The others may still break rules that
 * hold between settings, and a person wants to correct everything at once.
 */

/** A setting that cannot be judged once another one is in doubt. */
const JUDGED_TOGETHER: readonly (readonly string[])[] = [
  ['Profile', 'Timers'],
  ['AllowPrivateAddresses', 'Sandbox', 'Addresses'],
  ['DataBaseType', 'DSN', 'DataFolder'],
];

/** In place of what is missing or wrong; none of them can be a problem itself. */
const STAND_INS = {
  NodeName: 'node',
  NodeCode: 'node',
  NodeAddress: 'http://localhost',
  WorkMode: 'leader',
};

/** `wrongKeys`: first keys of the settings that the schema has refused. */
export function furtherProblems(
  values: Readonly<Record<string, unknown>>,
  wrongKeys: ReadonlySet<string>,
  input: BuildInput,
): readonly Problem[] {
  const doubtful = new Set(wrongKeys);
  for (const group of JUDGED_TOGETHER) {
    if (group.some((key) => wrongKeys.has(key))) for (const key of group) doubtful.add(key);
  }
  const sound = Object.fromEntries(Object.entries(values).filter(([key]) => !doubtful.has(key)));
  const settings = settingsSchema.safeParse({ ...STAND_INS, ...sound });
  return settings.success ? buildConfig(settings.data, input).problems : [];
}
