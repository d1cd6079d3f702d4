import type { Secret } from '../model/secret.ts';

/** An access key that the sandbox knows. */
export interface SandboxAccount {
  readonly keyId: string;
  readonly keySecret: Secret;
  /** Keys with the same paying account share its rate limits. */
  readonly accountId: string;
  readonly isActive: boolean;
  /** A temporary key must send this token; null: an ordinary key. */
  readonly securityToken: Secret | null;
  /** Actions that the key's policy grants; null: all. */
  readonly grantedActions: readonly string[] | null;
}
