/** What tests give a run with a journal, of either kind: objects that are stood in for, and lines of a report that come back with the run. */

import { ArchiveDeidentifier, type ArchiveEntryRecord } from '../../../src/archive/archive-deidentifier.ts'
import type { JournaledOptions } from '../../../src/streams/journaled-options.ts'
import { NAMES } from '../archive/deidentify.ts'
import { ObjectStandIn } from '../archive/object-stand-in.ts'
import type { DiskFile } from './fragile-disk.ts'

export interface JournaledSetting {
  readonly journal: DiskFile
  /** The lines of a report, of which those that are told twice must not stand there twice. */
  lines: string[]
}

export const lineOf = ({ ordinal, disposition, outputBytes }: ArchiveEntryRecord): string =>
  `${ordinal} ${disposition} ${outputBytes}`

export function journaledOptions(
  setting: JournaledSetting,
  framing: 'exact' | 'same-size',
): Omit<JournaledOptions, 'terms'> {
  return {
    journal: setting.journal,
    open: (sink, onEntry, start) =>
      new ArchiveDeidentifier({
        object: new ObjectStandIn(),
        identity: NAMES,
        names: 'hash',
        nonDicom: 'drop',
        onError: 'withhold',
        framing,
        sink,
        onEntry,
        start,
      }),
    onEntry: (record) => setting.lines.push(lineOf(record)),
    carried: {
      save: () => setting.lines.length,
      restore: (saved) => {
        setting.lines = setting.lines.slice(0, saved as number)
      },
    },
  }
}
