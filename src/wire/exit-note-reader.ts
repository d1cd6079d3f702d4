// What does a watcher's note say?
import { z } from 'zod';

import type { ExitNote } from '../model/heartbeat.ts';

const exitNoteSchema = z
  .object({
    p: z.int().min(2),
    from: z.string().min(1),
    to: z.string().min(1),
    boot: z.string().min(1).max(64),
    age: z.number().min(0),
  })
  .transform((wire): ExitNote => ({ from: wire.from, to: wire.to, boot: wire.boot, ageMs: wire.age }));

/** null when absent or garbled. */
export function parseExitNote(value: unknown): ExitNote | null {
  const parsed = exitNoteSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
