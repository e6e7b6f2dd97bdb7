/**
 * Every bound of the program: its name, its reason, and the code for what lies beyond it. The sizes that the WASM core
 * has to know stand in wasm/seam.ts, which both compilers read, and are named here again so that there is one list.
 */

import {
  COMMIT_BYTES,
  INPUT_WINDOW_BYTES,
  MAX_CHECKED_BINARY_BYTES,
  MAX_CHECKED_VALUE_BYTES,
  MAX_NOTED,
  MAX_REPLACED_VALUE_BYTES,
  MAX_SEQUENCE_DEPTH,
  NOTES_VALUES_BYTES,
  ONLY_TOLD_BYTES,
  OUTPUT_WINDOW_BYTES,
  PASS_BYTES,
  PATCHABLE_SEQUENCE_BYTES,
} from './wasm/seam.ts'

export const limits = {
  /** Output of one object that is held back until its size is known. Beyond: the size is committed with a reserve. */
  headerWindowBytes: COMMIT_BYTES,
  /** Declared length up to which a sequence or item keeps a defined length. Beyond: written with undefined length. */
  patchableSequenceBytes: PATCHABLE_SEQUENCE_BYTES,
  /** Output that is held while the length of a sequence is to be patched. Beyond: WINDOW_EXCEEDED. Half a megabyte would have to become four. */
  outputWindowBytes: OUTPUT_WINDOW_BYTES,
  /** Nesting of sequences. Beyond: DEPTH_EXCEEDED. Real objects stay below 10. */
  sequenceDepth: MAX_SEQUENCE_DEPTH,
  /** How far the survey looks for SOP Class UID, SOP Instance UID and Patient ID. Beyond: the strictest rule holds. */
  surveyBytes: INPUT_WINDOW_BYTES,
  /** A kept binary value longer than this passes without a copy into WASM memory. */
  passBytes: PASS_BYTES,
  /** A kept text longer than this cannot be looked at as a whole. Beyond: emptied (numbers in text are filtered). */
  checkedValueBytes: MAX_CHECKED_VALUE_BYTES,
  /** A kept binary value longer than this, as a mesh, is not searched for text and elements that hide in it. Bulk never is. */
  checkedBinaryBytes: MAX_CHECKED_BINARY_BYTES,
  /** A value longer than this is emptied where a keyed replacement was due: more than 1,000 UIDs in one element. */
  replacedValueBytes: MAX_REPLACED_VALUE_BYTES,
  /** Attributes that the judges of an object want to know before its pixel data. Beyond: a RangeError when the engine is made. */
  notedAttributes: MAX_NOTED,
  /** What is noted of the values of these. Beyond: WINDOW_EXCEEDED. */
  notedBytes: NOTES_VALUES_BYTES - ONLY_TOLD_BYTES,
  /** File meta information that is read. Beyond: META_TOO_LONG. It is a few hundred bytes, private information aside. */
  fileMetaBytes: 65_536,
  /** Deflated data set as it stands in the object. Beyond: DEFLATE_TOO_LARGE. It is held whole, being rewritten. */
  deflatedBytes: 8 * 1024 * 1024,
  /** The same, inflated. Beyond: DEFLATE_TOO_LARGE. */
  inflatedBytes: 32 * 1024 * 1024,
  /** One PAX or GNU long-name block. Beyond: ARCHIVE_EXTENSION_TOO_LONG. Paths are at most 4 KiB on any system. */
  tarExtensionBytes: 1024 * 1024,
  /** Decompressed bytes per compressed byte over the whole input, after a grace. Beyond: COMPRESSION_BOMB. */
  decompressionRatio: 1100,
  /** A text longer than this is emptied where it was to be cleaned. The engine hands out no longer one. */
  cleanedValueBytes: MAX_REPLACED_VALUE_BYTES,
  /** Words looked for while cleaning one object; they are two hundred or so. Beyond: what is not known to be safe goes. */
  identifyingWords: 2048,
  /** Facts, texts and character sets that cleaning remembers. Beyond: all are forgotten and looked at again. */
  cachedCleanings: 2048,
  /** Pseudonyms and UIDs remembered of those that come again. Beyond: the oldest is forgotten and computed again. */
  cachedIdentities: 8192,
  /** A crosswalk, which is held whole: about a million patients. Beyond: CROSSWALK_INVALID. */
  crosswalkBytes: 32 * 1024 * 1024,
  /** Records of entries that wait for a reader of `dispositions()`, some 10 MB. Beyond: DISPOSITIONS_LOST. */
  pendingDispositions: 16_384,
  /** Pairs that are remembered so that a mapping file has them once, of UIDs and patients each. Beyond: some are written again. */
  rememberedPairs: 65_536,
  /** One state of a journal. Its size does not depend on the run: it is a place and the totals by code and action. */
  journalSlotBytes: 131_072,
  /** Members that are rewritten in place in one step, and so how long a journal gets; a longer member is a step alone. */
  inPlaceBatchBytes: 16 * 1024 * 1024,
  /** Input that a run with --resume may have to read again. Making the output safe costs a few milliseconds each time. */
  resumeStepBytes: 64 * 1024 * 1024,
  /** Members that a thread takes at a time. What is short stays in the processor's cache from reading to writing. */
  workerBatchBytes: 1024 * 1024,
  workerBatchEntries: 256,
  /** Names of the files of a directory that a thread takes at a time. A path is at most 4 KiB on any system. */
  workerListBytes: 64 * 1024,
  /** What a thread holds of a member that it takes alone, and of its output, until the place of it is known. Longer ones pass when it is their turn. */
  workerHeldBytes: 4 * 1024 * 1024,
  /** Threads of one run. Each takes some 50 MB of memory. Beyond: OPTION_INVALID. */
  jobs: 64,
  /** One profile file. Beyond: PROFILE_INVALID. All 479 safe private attributes and ten thousand words take half of it. */
  profileBytes: 256 * 1024,
  /** Lists and mappings within one another in a profile. Beyond: PROFILE_INVALID. A profile needs five. */
  profileDepth: 16,
  /** Keys, lists and values of a profile, those that a YAML alias repeats included. Beyond: PROFILE_INVALID. */
  profileNodes: 50_000,
  /** Aliases in a profile file, each of which is looked up in all of it. Beyond: PROFILE_INVALID. */
  profileAliases: 200,
  /** Profiles that extend one another. Beyond: PROFILE_INVALID. Nobody could say any more what holds. */
  profileFiles: 8,
  /** Rules of a profile with those that it extends, each attribute counted. Beyond: PROFILE_INVALID. The registry has 5,400 attributes. */
  profileRules: 10_000,
  /** Words of a site's own that cleaning takes out, and the characters of one. Beyond: PROFILE_INVALID. */
  profileWords: 10_000,
  profileWordCharacters: 64,
  /** Rules of a profile about areas of images. Beyond: PROFILE_INVALID. */
  pixelRules: 1000,
  /** Areas of one such rule. Beyond: PROFILE_INVALID. */
  pixelAreas: 64,
  /** Of a pattern that a value is held against. Beyond: PROFILE_INVALID. No more of a value than that is looked at. */
  pixelPatternCharacters: 256,
  /** Attributes that these rules ask for: with those that tell of the image, all that can be noted. Beyond: PROFILE_INVALID. */
  pixelAttributes: 48,
  /** Of Sequence of Ultrasound Regions. Beyond: PIXELS_CONTRADICTORY, where a rule keeps only these. A region has some 250 bytes. */
  ultrasoundRegionBytes: 8192,
  /** Of an object that rules about pixels are asked of, all up to Pixel Data, which is held until they have answered. Beyond: PIXELS_UNSURE, where they ask for a treatment. */
  stagedHeadBytes: 16 * 1024 * 1024,
  /** An object that is held whole while its frames are treated. Beyond: STAGED_TOO_LARGE. */
  stagedObjectBytes: 4 * 1024 * 1024 * 1024,
  /** What of it is held in memory, in each thread; the rest is in a temporary file. Nearly every compressed object is shorter. */
  spooledBytes: 16 * 1024 * 1024,
  /** Such an object where there is no Node and so no file. Beyond: STAGED_TOO_LARGE. */
  stagedMemoryBytes: 256 * 1024 * 1024,
  /** Runs of pixels above one level in which text is looked for. Beyond: noise, in which this level shows none. */
  detectedRuns: 2_000_000,
  /** Lines of one frame that are read. Beyond: PIXELS_NOT_INSPECTED, because text may be among what is left. A page of small print has 100. */
  detectedLines: 2000,
  /** Different windows and lookup tables of a frame, in each of which text is looked for. Beyond: PIXELS_NOT_INSPECTED, because text may show in the next one alone. */
  shownWindows: 16,
  /** Elements of a head that are asked how frames are shown, and which words identify. Beyond: PIXELS_NOT_INSPECTED. limits.stagedHeadBytes of enhanced objects have fewer. */
  shownElements: 1_000_000,
  /** Items of functional groups and lookup tables that are held of a head. Beyond: PIXELS_NOT_INSPECTED. A frame has three or so. */
  shownItems: 262_144,
  /** Frames of one object in which text is looked for where a profile asks for a sample, from the first to the last at even distances. What is burned in stands in all of them as a rule. */
  inspectedFrames: 8,
  /** Pictures in the page of a report, of treated objects at even distances, and their longer side: a person can look at so many, and a page stays below two megabytes. */
  shownPictures: 24,
  shownPicturePixels: 240,
  /** Lines that the program which reads text is given at a time, how long it may take over them, and how much it may say of them. Beyond: TEXT_READER_FAILED. */
  readPages: 250,
  textReaderMilliseconds: 120_000,
  readTableBytes: 8 * 1024 * 1024,
  /** One frame of a compressed image, as it stands and decoded. Beyond: PIXELS_TOO_LARGE. The codec holds it some 16 times over: a film of 8000 by 8000 pixels of 8 bits takes 1.1 GB. */
  frameBytes: 128 * 1024 * 1024,
  /** Fragments of one compressed image that is rewritten, whose places are held. Beyond: PIXELS_TOO_LARGE. An hour of ultrasound has 200,000 frames. */
  fragments: 262_144,
  /** What a codec may take for a frame, and a second for each megabyte beside it; 100 times what it takes. Beyond: CODESTREAM_INVALID. Broken frames can keep one busy for ever. */
  codecMilliseconds: 20_000,
  /** Faults of a profile that are told at once; the others are told when these are mended. */
  profileFaults: 50,
  /** A script or recipe of another program that is read into a profile. Beyond: PROFILE_INVALID. The largest known has 60 KB. */
  importedBytes: 1024 * 1024,
  /** One line of a report that is read. Beyond: REPORT_INVALID. The longest names the lines of ten thousand rules. */
  reportLineBytes: 1024 * 1024,
  /** Elements of one object that are listed for inspection. Beyond: the list ends with a remark. */
  inspectedElements: 100_000,
  /** An object that is inspected is read whole up to here; the list ends with a remark where it is longer. */
  inspectedBytes: 64 * 1024 * 1024,
  /** Of an object whose quasi-identifiers are counted, what is read to find them. Beyond: it counts as one that cannot be read. */
  riskHeadBytes: 4 * 1024 * 1024,
  /** Combinations of patient and values that are held in memory: some 100 MB. Beyond: they go to a temporary file. */
  riskHeldCombinations: 200_000,
  /** Different values of one quasi-identifier, and different combinations of one patient. Beyond: RISK_TOO_VARIED. */
  riskValues: 100_000,
  riskPatientCombinations: 1000,
  /** Classes of patients that are held to look for a coarser way to tell them apart. Beyond: none is looked for. */
  riskClasses: 100_000,
  /** Ways to make quasi-identifiers coarser that are looked at, and combinations of values they are tried on. Beyond: the search ends. */
  riskGeneralisations: 50_000,
  riskTriedCombinations: 100_000_000,
  /** What sluice risk --json printed, where the page of a report shows it. Beyond: OPTION_INVALID. A million patients take 100 KB. */
  riskRecordBytes: 4 * 1024 * 1024,
  /** A value that verification looks at whole. Beyond: it passes as bulk, and what is no pixel data is told as not inspected. */
  verifiedValueBytes: 1024 * 1024,
  /** What verification holds of one object for its second reader: all up to Pixel Data. Beyond: not read by that one. */
  verifiedHeadBytes: 16 * 1024 * 1024,
  /** Bytes of items of undefined length, each counted as often as it is nested: the second reader scans them that often. Beyond: not read by that one. */
  verifiedScanBytes: 32 * 1024 * 1024,
  /** Elements of one object that verification remembers to hold input and output against each other. Beyond: not inspected. */
  verifiedElements: 100_000,
  /** UIDs, references and patients of a set that verification remembers, of each so many: some 100 bytes each. Beyond: not inspected. */
  verifiedUids: 200_000,
  /** Blocks of 256 bytes of compressed pixels whose sums verification remembers: of 256 MB, in 4 MB. Beyond: not compared. */
  verifiedBlocks: 1_048_576,
  /** Findings of one severity that are told of one object. Beyond: one more says that there are others. */
  verifiedFindings: 1000,
} as const
