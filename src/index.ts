/** The package's public names. */

export type { ArchiveEntryRecord, NonDicomMode, OnErrorMode } from './archive/archive-deidentifier.ts'
export type { NameMode } from './archive/entry-name.ts'
export type { Disposition, ObjectCounts } from './engine/contract.ts'
export { CODES, type Code, type Place, SluiceError } from './errors.ts'
export type { Inspected, InspectedElement } from './inspect/inspect-data-set.ts'
export { limits } from './limits.ts'
export type { ProfileDocument, ProfileRule } from './profile/document-types.ts'
export type { Explanation, Place as ExplainPlace } from './profile/explain.ts'
export type { Mode, OptionName, ProfileName } from './profile/request.ts'

export { createDeidentifier, type Deidentifier } from './streams/deidentifier.ts'
export type { DeidentifiedObject, Inspection } from './streams/deidentifier-core.ts'
export type { DeidentifierOptions } from './streams/deidentifier-options.ts'
export { createPooledReadStream, type PooledReadStream } from './streams/pooled-read-stream.ts'
export { createPooledWriteStream, type PooledWriteStream } from './streams/pooled-write-stream.ts'

export type { Finding, Kind, Severity } from './verify/findings.ts'
export { type Verification, type VerifyOptions, type VerifySummary, verify } from './verify/verify.ts'
