import { AppError, type AppErrorDetails } from '../model/app-error.ts';
import type { Text } from '../model/text.ts';

/** The command was called wrongly: exit code 2, nothing was done. */
export class UsageError extends AppError {
  constructor(message: Text, details: AppErrorDetails = {}) {
    super('invalid', message, details);
    this.name = 'UsageError';
  }
}

/** A question was answered with Ctrl-C or Escape: exit code 1, nothing was done. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}
