// How does a change of the configuration travel from the command line to the daemon?
import { z } from 'zod';

import type { Edit } from '../model/edit.ts';
import { FAMILIES } from '../model/family.ts';
import type { Line } from '../model/line.ts';
import { Secret } from '../model/secret.ts';
import { NO_LINE_CODE, lineOfWord } from './lines.ts';

const name = z.string().trim().min(1);
const secret = z
  .string()
  .min(1)
  .transform((value) => Secret.of(value));

const line = z.string().transform((word, context): Line => {
  const found = lineOfWord(word);
  if (found !== null) return found;
  context.addIssue({ code: 'custom', message: `no line is called ${word}` });
  return z.NEVER;
});

/** `["None"]` is another way to write the empty list. */
const lines = z.preprocess(
  (value) => (Array.isArray(value) ? value.filter((word) => word !== NO_LINE_CODE) : value),
  z.array(line).transform((list): readonly Line[] => [...new Set(list)]),
);

const nodeSettings = {
  name: name.exactOptional(),
  lines: lines.exactOptional(),
  families: z.array(z.enum(FAMILIES)).exactOptional(),
  priority: z.int().min(0).max(1_000_000).exactOptional(),
  standby: z.boolean().exactOptional(),
  maintenance: z.boolean().exactOptional(),
  carries: z.union([z.literal('all'), z.array(z.string())]).exactOptional(),
};

/** The property names are those of `model/edit.ts`; secrets are plain texts. */
export const editSchema: z.ZodType<Edit> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('node-add'), url: name, secret, ...nodeSettings }),
  z.object({ kind: z.literal('node-set'), node: name, url: name.exactOptional(), ...nodeSettings }),
  z.object({ kind: z.literal('node-remove'), node: name }),
  z.object({ kind: z.literal('account-add'), provider: name, keyId: name, keySecret: secret }),
  z.object({
    kind: z.literal('account-set'),
    provider: name,
    keyId: name.exactOptional(),
    keySecret: secret.exactOptional(),
  }),
  z.object({ kind: z.literal('account-remove'), provider: name }),
  z.object({
    kind: z.literal('service-add'),
    name,
    zone: name,
    label: name,
    provider: name,
    nodes: z.array(name).exactOptional(),
  }),
  z.object({
    kind: z.literal('service-set'),
    zone: name,
    label: name,
    name: name.exactOptional(),
    provider: name.exactOptional(),
    nodes: z.union([z.literal('all'), z.array(name)]).exactOptional(),
  }),
  z.object({ kind: z.literal('service-remove'), zone: name, label: name, deleteRecords: z.boolean() }),
  z.object({
    kind: z.literal('cluster-set'),
    witnessZone: name.nullable().exactOptional(),
    timeoutMinutes: z.int().min(1).max(1_000_000).exactOptional(),
    legacyPeers: z.enum(['allow', 'deny']).exactOptional(),
    backups: z.object({ line, nodes: z.array(name) }).exactOptional(),
  }),
]);

/** Plain JSON with the secrets in clear. */
export function editJson(edit: Edit): Readonly<Record<string, unknown>> {
  const json: Record<string, unknown> = { ...edit };
  if (edit.kind === 'node-add') json['secret'] = edit.secret.reveal();
  if (edit.kind === 'account-add' || edit.kind === 'account-set') {
    if (edit.keySecret !== undefined) json['keySecret'] = edit.keySecret.reveal();
  }
  return json;
}
