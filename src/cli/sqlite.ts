/** node:sqlite, without the warning of its being experimental that Node 22 gives to the person at the terminal, who cannot do anything about it. */

type Sqlite = typeof import('node:sqlite')

/** Loads the module. All other warnings are passed on. */
export function loadSqlite(): Sqlite {
  const { emitWarning } = process
  process.emitWarning = ((warning: string | Error, ...details: never[]): void => {
    if (!String(warning).includes('SQLite is an experimental feature')) emitWarning.call(process, warning, ...details)
  }) as typeof process.emitWarning
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
