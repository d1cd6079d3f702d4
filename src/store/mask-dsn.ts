// How is a data source name shown to people? Its password never is, not even when the rest makes no sense.
import { Secret } from '../model/secret.ts';

/** Parameters that carry secrets in one driver or another. */
const SECRET_PARAMETERS = /\b(password|passwd|pwd|pass|_auth_pass|key|secret)=[^&\s]*/gi;

/**
 * The DSN with `***` for its password. When in doubt more is hidden than needed: everything from the first
 * `:` of the user part to the last `@` counts as password.
 */
export function maskDsn(dsn: Secret | string): string {
  const clear = dsn instanceof Secret ? dsn.reveal() : dsn;
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(clear)?.[0] ?? '';
  const rest = clear.slice(scheme.length);
  const at = rest.lastIndexOf('@');
  const user = rest.slice(0, Math.max(at, 0));
  const colon = user.indexOf(':');
  const masked = colon < 0 ? rest : `${user.slice(0, colon)}:***${rest.slice(at)}`;
  return scheme + masked.replace(SECRET_PARAMETERS, '$1=***');
}
