// The seam between TypeScript and WebAssembly: constants that both compilers read. Only `export const NAME = integer`,
// in i32 range; no types, no expressions but sums and products, so that one file serves both.

// ---- what step() answers -------------------------------------------------------------------------------------------
export const STATUS_NEED_INPUT = 1 // more bytes of the object, or word that there are none
export const STATUS_COMMIT = 2 // the size of the output is known: REG_COMMITTED_BYTES. Nothing left the window before
export const STATUS_OUTPUT = 3 // the output window is to be emptied
export const STATUS_PASS = 4 // after emptying the output window: the next REG_COUNT input bytes pass as they are
export const STATUS_SKIP = 5 // the next REG_COUNT input bytes are discarded
export const STATUS_REPLACE = 6 // REG_VALUE_PTR, REG_VALUE_BYTES, REG_REPLACE_KIND ask for a value in the exchange
export const STATUS_SURVEYED = 7 // the facts of the head are known, as far as they will be
export const STATUS_END = 8 // the object is whole; the window holds the rest of its output
export const STATUS_REFUSED = 9 // REG_REFUSAL, REG_OFFSET, REG_TAG say why
export const STATUS_NOTES = 10 // what was to be noted is; before the bulk element REG_TAG of REG_COUNT bytes, or NO_TAG at the end
export const STATUS_BULK = 11 // REG_FILTERED only: a bulk value of REG_COUNT bytes follows, of REG_TAG, REG_FRAGMENT, REG_BULK_DEPTH
export const STATUS_FILTER = 12 // REG_VALUE_BYTES of it lie in the output window at REG_VALUE_PTR, to be changed there
export const STATUS_ZEROS = 13 // after emptying the output window: REG_COUNT zeros come next in the output

// ---- why it refused; the names are those of errors.ts -----------------------------------------------------------------
export const REFUSED_TRUNCATED = 1
export const REFUSED_LENGTH_OVERRUN = 2
export const REFUSED_VR_INVALID = 3
export const REFUSED_UNDEFINED_LENGTH_INVALID = 4
export const REFUSED_DELIMITER_UNEXPECTED = 5
export const REFUSED_DEPTH_EXCEEDED = 6
export const REFUSED_WINDOW_EXCEEDED = 7
export const REFUSED_SIZE_EXCEEDED = 8
export const REFUSED_ORDER_INVALID = 9

// ---- how the data set is encoded ---------------------------------------------------------------------------------------
export const ENCODING_IMPLICIT_LE = 0
export const ENCODING_EXPLICIT_LE = 1
export const ENCODING_EXPLICIT_BE = 2

// ---- how the output is framed ------------------------------------------------------------------------------------------
export const FRAMING_STREAM = 0 // no size is announced: output leaves as it is decided
export const FRAMING_EXACT = 1 // the size of the input is known; that of the output is told before its first byte
export const FRAMING_SAME_SIZE = 2 // the size of the output is set: REG_FIXED_BYTES, told between SURVEYED and the next step

// ---- actions: what the plan says of an attribute ----------------------------------------------------------------------
export const ACTION_REMOVE = 0 // X, and whatever the plan does not know
export const ACTION_KEEP = 1 // K
export const ACTION_EMPTY = 2 // Z
export const ACTION_DUMMY = 3 // D
export const ACTION_UID = 4 // U
export const ACTION_PSEUDONYM = 5 // a keyed pseudonym, for Patient ID
export const ACTION_SHIFT = 6 // C of dates and times: moved, or reduced, by the transform
export const ACTION_CLEAN = 7 // C of text: what identifies is taken out of it, by the transform
export const ACTION_REPLACE = 8 // whatever else the transform says
export const ACTION_COUNT = 9

// ---- decisions: an action in the low 4 bits, its origin in the next 11, the index of its transform in the high half --------
export const DECISION_ACTION_MASK = 0x0f
export const DECISION_ORIGIN_SHIFT = 4
export const DECISION_ORIGIN_MASK = 0x07ff
export const DECISION_TRANSFORM_SHIFT = 16

// ---- counts beside those by action ---------------------------------------------------------------------------------
export const TALLY_IMPLAUSIBLE = 0 // kept by the plan, but not what its VR says: emptied
export const TALLY_PRIVATE = 1 // private elements removed
export const TALLY_UNKNOWN = 2 // elements removed because no registry knows them
export const TALLY_TRAILING_BYTES = 3 // bytes after the last element that can be none
export const TALLY_DEGRADED = 4 // emptied because what the plan asks would not have fitted the committed size
export const TALLY_ELEMENTS = 5 // elements seen
export const TALLY_COUNT = 8

// ---- origins: what made a decision, by number; the plan says what each is (profile/origins.ts) ---------------------------
export const ORIGIN_OTHER = 0 // one of those for which there were no more numbers
export const ORIGIN_DUMMY_SEQUENCE = 1 // kept by the plan, but in an item of a sequence that became a dummy
export const MAX_ORIGINS = 2048

// ---- categories of the report: profile/categories.ts names them ----------------------------------------------------
export const CATEGORY_COUNT = 16

// ---- checks of a kept value, by the VR of the registry ---------------------------------------------------------------
export const CHECK_BINARY = 0 // length only
export const CHECK_NUMBER = 1 // DS IS
export const CHECK_TIME = 2 // DA TM DT AS
export const CHECK_UID = 3 // UI
export const CHECK_LINE = 4 // AE CS LO PN SH UC UR: one line
export const CHECK_TEXT = 5 // LT ST UT: several lines
export const CHECK_SEQUENCE = 6 // SQ

// ---- VR table: one byte for each of 26 x 26 pairs of capital letters ---------------------------------------------------
export const VR_TABLE_BYTES = 676
export const VR_KNOWN = 0x80 // the pair is a VR of PS3.5
export const VR_SHORT = 0x40 // its explicit length has 16 bits
export const VR_INDEX_MASK = 0x3f // index into VR_NAMES (dicom/vr.ts), which numbers the dummies too

// ---- the plan: one block of bytes, little endian, offsets from its start ------------------------------------------------
export const PLAN_MAGIC = 0x31504c53
export const PLAN_AT_MAGIC = 0
export const PLAN_AT_VERSION = 4
export const PLAN_AT_ATTRIBUTES = 8 // hash table of attribute slots
export const PLAN_AT_ATTRIBUTES_MASK = 12 // number of slots - 1, a power of two - 1
export const PLAN_AT_MASKS = 16 // repeating groups: mask u32, match u32, then an attribute slot
export const PLAN_AT_MASKS_COUNT = 20
export const PLAN_AT_NESTED = 24 // hash table of nested exceptions: path state u32, tag u32, decision u32
export const PLAN_AT_NESTED_MASK = 28
export const PLAN_AT_DUMMIES = 32 // array of { at u32, bytes u32, VR index u32 }, at: in little endian, then in big; the first ones are numbered as VR_NAMES
export const PLAN_AT_VR_TABLE = 36
export const PLAN_AT_INSERTS = 40 // three arrays of { tag u32, at u32, bytes u32 }, one for each ENCODING
export const PLAN_AT_INSERTS_COUNT = 44 // elements in each of the three
export const PLAN_AT_COMPOUNDS_COUNT = 48
export const PLAN_AT_PATHS = 52 // hash table of path states: state u32, sequence tag u32, next state u32
export const PLAN_AT_PATHS_MASK = 56
export const PLAN_AT_CREATORS = 60 // private creators that are known: at u32, bytes u32
export const PLAN_AT_CREATORS_COUNT = 64
export const PLAN_AT_CONCEPTS = 68 // hash table: code at u32, bytes u32, scheme at u32, bytes u32, path state u32
export const PLAN_AT_CONCEPTS_MASK = 72
export const PLAN_AT_CONCEPTS_COUNT = 76
export const PLAN_AT_SURVEY_UNTIL = 80 // the survey ends at the first element with a tag above this one
export const PLAN_AT_ORIGINS_COUNT = 84 // origins that decisions of this plan name are below
export const PLAN_HEADER_BYTES = 96

export const SLOT_BYTES = 24
export const SLOT_AT_TAG = 0 // u32; SLOT_FREE where there is none. Private: group, creator's index, low byte of the element
export const SLOT_AT_TOP = 4 // u32, decision at the top level
export const SLOT_AT_NESTED = 8 // u32, decision in items
export const SLOT_AT_MAX_BYTES = 12 // u32, the longest value that is plausible; 0 where there is no bound
export const SLOT_AT_CHECK = 16 // u8, CHECK_*
export const SLOT_AT_DUMMY = 17 // u8, index into the dummies
export const SLOT_AT_CATEGORY = 18 // u8
export const SLOT_AT_COMPOUND = 19 // u8, index into the decisions by SOP class and modality; COMPOUND_NONE
export const SLOT_AT_FLAGS = 20 // u8, SLOT_FLAG_*
export const SLOT_AT_UNIT_BYTES = 21 // u8, size of one value of a binary VR; bound of one value of a text VR, 0 for none
export const SLOT_FREE = -1
export const SLOT_FLAG_NESTED_EXCEPTION = 1 // the nested table has to be asked
export const SLOT_FLAG_BULK = 2 // Pixel Data and its kin: the size is committed before it
export const SLOT_FLAG_ENCAPSULATED = 4 // may be kept with undefined length as fragments
export const SLOT_FLAG_KEEP_IN_DUMMY = 8 // stays as it is in an item whose sequence became a dummy (CS, UI)
export const SLOT_FLAG_FACT = 16 // the survey notes its value: what cleaning looks for
export const SLOT_FLAG_BINARY = 32 // its registered VR is binary: stated with a text VR, it is not what that says
export const MASK_ROW_BYTES = 32
export const NESTED_ROW_BYTES = 12
export const DUMMY_ROW_BYTES = 12
export const INSERT_ROW_BYTES = 12
export const PATH_ROW_BYTES = 12
export const CREATOR_ROW_BYTES = 8
export const CONCEPT_ROW_BYTES = 20
export const COMPOUND_NONE = 255
export const MAX_COMPOUNDS = 255
export const MAX_CREATORS = 255
export const FNV_OFFSET = -2128831035 // 2166136261, FNV-1a of 32 bits
export const FNV_PRIME = 16777619
export const HASH_MULTIPLIER = -1640531535 // 2654435761, Knuth

// ---- sizes ----------------------------------------------------------------------------------------------------------------
export const MAX_SEQUENCE_DEPTH = 64
export const PASS_BYTES = 16384
export const FEED_BYTES = 16384 // how much a driver copies in at a time
export const MAX_CHECKED_VALUE_BYTES = 65536
export const MAX_CHECKED_BINARY_BYTES = 262144 // a kept binary value up to here is looked at as a whole, unless it is bulk
export const MAX_REPLACED_VALUE_BYTES = 65536
export const EXCHANGE_BYTES = 524288 // eight times the longest value that is replaced
export const PATCHABLE_SEQUENCE_BYTES = 524288
export const COMMIT_BYTES = 4194304
export const RESERVE_BYTES = 65536 // added when a size is committed before the header is at its end
export const RESERVE_SHIFT = 10 // and 1/1024 of what is left, and as much as that would grow if it grew like the header so far
export const RESERVE_GROWTH_BYTES = 67108864 // but no more of what is left is taken to grow: the rest is pixels
export const FLUSH_BYTES = 262144

// ---- memory ------------------------------------------------------------------------------------------------------------
export const REGISTERS_AT = 1024
export const REGISTERS_BYTES = 256
export const COUNTS_AT = 1280 // u32 by category and action, then the tallies
export const COUNTS_BYTES = 768
export const COMPOUNDS_AT = 2048 // u32 by compound index: the decisions for the object's SOP class and modality
export const COMPOUNDS_BYTES = 1024
export const FACTS_AT = 3072 // what the survey noted: tag u32, address u32, bytes u32
export const FACT_ROW_BYTES = 12
export const MAX_FACTS = 256
export const FACTS_BYTES = 3072
export const CHARSETS_AT = 6144 // values of Specific Character Set: bytes u32, then up to MAX_CHARSET_BYTES
export const CHARSET_ROW_BYTES = 132
export const MAX_CHARSET_BYTES = 128
export const MAX_CHARSETS = 16 // different ones in one object
export const CHARSET_DEFAULT = 0 // none was stated
export const CHARSET_UNKNOWN = 255 // too long, or one too many
export const CHARSETS_BYTES = 2112
export const BLOCKS_AT = 8320 // private blocks that are open: group and block u32, creator's index u32
export const BLOCK_ROW_BYTES = 8
export const MAX_BLOCKS = 400 // in all items that are open. Beyond: not known, so removed
export const BLOCKS_BYTES = 3200
export const MAX_CONCEPT_PART_BYTES = 128
export const STACK_AT = 11520
export const FRAME_BYTES = 64
export const STACK_BYTES = 10240
export const NOTED_AT = 21760 // what is to be noted, in tag order: tag u32, bound of its value u32, with NOTED_ONLY_TOLD where nobody decides by it
export const NOTED_ONLY_TOLD = 1073741824
export const NOTED_ROW_BYTES = 8
export const MAX_NOTED = 128
export const NOTED_BYTES = 1024
export const PLAN_AT = 24576
export const PLAN_BYTES = 499712
export const EXCHANGE_AT = 524288
export const INPUT_AT = 1048576
export const INPUT_WINDOW_BYTES = 327680
export const CONCEPT_AT = 1376256 // code value and coding scheme of the concept names being read, by depth: bytes u32, bytes u32, then both
export const CONCEPT_BYTES = 17424
export const CONCEPT_PARTS_BYTES = 264
export const NOTES_AT = 1394688 // what was noted: tag u32, address u32, bytes u32, length u32, VR index u32; then their values
export const NOTE_ROW_BYTES = 20
export const MAX_NOTES = 192
export const NOTES_VALUES_AT = 1398528
export const NOTES_VALUES_BYTES = 30720
export const NOTES_BYTES = 34560
export const MAX_ONLY_TOLD = 64 // of MAX_NOTES, for what nobody decides by
export const ONLY_TOLD_BYTES = 8192 // of NOTES_VALUES_BYTES, for the same
export const ORIGINS_AT = 1429376 // u32 by origin: elements whose decision is from there
export const ORIGINS_BYTES = 8192
export const OUTPUT_AT = 1441792
export const OUTPUT_WINDOW_BYTES = 8519680
export const FIRST_PAGES = 32 // of 64 KiB: the memory until an output needs more of its window
export const MEMORY_PAGES = 152 // from then on

// ---- registers: f64 at REGISTERS_AT + 8 * index --------------------------------------------------------------------------
export const REG_COUNT = 0 // bytes to pass or to skip
export const REG_COMMITTED_BYTES = 1 // size of the data set's output, once committed
export const REG_OFFSET = 2 // offset in the data set where it refused
export const REG_TAG = 3 // tag where it refused, or whose value is to be replaced
export const NO_TAG = -1 // in REG_TAG, where the header that was refused is not there
export const REG_REFUSAL = 4
export const REG_VALUE_PTR = 5
export const REG_VALUE_BYTES = 6
export const REG_REPLACE_KIND = 7 // the action that asks: ACTION_UID and those after it
export const REG_REPLACE_DEPTH = 8 // 0 at the top level
export const REG_SOP_CLASS_PTR = 9 // survey: where in the input window, 0 where not found
export const REG_SOP_CLASS_BYTES = 10
export const REG_SOP_INSTANCE_PTR = 11
export const REG_SOP_INSTANCE_BYTES = 12
export const REG_PATIENT_ID_PTR = 13
export const REG_PATIENT_ID_BYTES = 14
export const REG_OUTPUT_BYTES = 15 // bytes in the output window
export const REG_COMMITTED = 16 // 1 once the size is committed
export const REG_INPUT_PTR = 18 // next byte of the input window that is not consumed
export const REG_MODALITY_PTR = 19
export const REG_MODALITY_BYTES = 20
export const REG_FACTS_COUNT = 21
export const REG_FACTS_COMPLETE = 22 // 1: the survey came as far as it was to
export const REG_TRANSFORM = 23 // index of the transform that REPLACE asks for
export const REG_CHARSET = 24 // index of the character set that the value is in
export const REG_VR = 25 // explicit VR of the value to be replaced, as an index; 0 where there is none
export const REG_FIXED_BYTES = 26 // size that the data set's output must have (FRAMING_SAME_SIZE)
export const REG_JUDGED = 27 // 1: STATUS_NOTES is wanted; set by the driver, like the next one, for all data sets that follow
export const REG_NOTED_COUNT = 28 // rows at NOTED_AT
export const REG_NOTES_COUNT = 29 // rows at NOTES_AT
export const REG_FILTERED = 30 // where STATUS_BULK and STATUS_FILTER are wanted: one of the next two, or 0; set by the driver at any time
export const FILTERED_FRAGMENTS = 1
export const FILTERED_ALL = 2
export const REG_FRAGMENT = 31 // number of the fragment; 0 is the Basic Offset Table
export const NO_FRAGMENT = -1 // in REG_FRAGMENT, where the value is not in fragments
export const REG_BULK_DEPTH = 17 // sequences around the element; 0 at the root
