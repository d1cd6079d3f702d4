// Which file does an SQLite data source name mean?
//
//   test.db                     plain, as written
//   file:test.db?cache=shared   the Go driver's form; parameters are read over
//   sqlite:data/x.db            relative
//   sqlite:///abs/path.db       absolute, as are sqlite:/abs/path.db and file:///abs/path.db

/** '' when none is named. Escapes are undone behind a scheme only. */
export function sqlitePath(dsn: string): string {
  const scheme = /^(sqlite3?|file):/i.exec(dsn)?.[0];
  const [path = ''] = dsn.slice(scheme?.length ?? 0).split('?');
  if (scheme === undefined) return path;
  // `//` opens an authority, which is empty or this machine; `//data/x.db` is a common slip for a relative path.
  const withoutAuthority = path.replace(/^\/\/(localhost(?=\/))?/i, '');
  // file:///C:/x.db means C:/x.db
  return decode(withoutAuthority).replace(/^\/(?=[a-z]:[\\/])/i, '');
}

function decode(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
