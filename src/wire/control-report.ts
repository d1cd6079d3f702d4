// How do reports about edits and plans travel from the daemon to the command line?
import { z } from 'zod';

import type { EditReport, PlanReport } from '../http/application.ts';
import type { RecordAction } from '../model/edit.ts';
import type { Text } from '../model/text.ts';

export const textSchema: z.ZodType<Text> = z.object({ en: z.string(), zh: z.string() });

const recordActionSchema: z.ZodType<RecordAction> = z.discriminatedUnion('action', [
  z.object({ action: z.literal('create'), cellKey: z.string(), node: z.string(), value: z.string() }),
  z.object({ action: z.literal('adopt'), cellKey: z.string(), value: z.string(), recordId: z.string() }),
  z.object({ action: z.literal('delete'), cellKey: z.string(), value: z.string(), recordId: z.string() }),
  z.object({
    action: z.literal('leave'),
    cellKey: z.string(),
    why: z.enum([
      'no-owner-address',
      'disabled',
      'locked',
      'ambiguous',
      'foreign-type',
      'not-made-here',
      'line-unsupported',
    ]),
  }),
]);

export const editReportSchema: z.ZodType<EditReport> = z.object({
  summary: z.array(textSchema),
  records: z.array(recordActionSchema),
  warnings: z.array(textSchema),
  stamp: z.object({ epoch: z.number(), version: z.number() }),
  failures: z.array(textSchema),
});

export const planReportSchema: z.ZodType<PlanReport> = z.object({
  at: z.number(),
  entries: z.array(
    z.object({
      cellKey: z.string(),
      record: z.string(),
      type: z.string(),
      line: z.string(),
      value: z.string().nullable(),
      ttl: z.number().nullable(),
      holder: z.string().nullable(),
      change: z
        .object({ by: z.string(), isMine: z.boolean(), newValue: z.string(), reason: z.string() })
        .nullable(),
      why: textSchema,
      wait: z.object({ failoverSeconds: z.number(), ttlSeconds: z.number() }).nullable(),
    }),
  ),
  warnings: z.array(textSchema),
});
