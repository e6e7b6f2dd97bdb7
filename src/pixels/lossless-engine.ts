/** What encodes and decodes compressed frames without loss: given by the platform (streams/lossless-engines.ts), since it is somebody else's. */

/** Samples of one frame, pixel by pixel or, as a JPEG-LS of separate scans has them, plane by plane: one byte each up to 8 bits, else two, little endian. */
export interface EngineFrame {
  readonly columns: number
  readonly rows: number
  readonly components: number
  readonly bitsPerSample: number
  readonly bytes: Uint8Array
}

/** Methods of its encoder that are called before it encodes, and with what. */
export type EncoderSettings = Readonly<Record<string, readonly (number | boolean)[]>>

export interface LosslessEngine {
  /** `frameBytes`: what is expected, by which its time is measured. Throws CODESTREAM_INVALID. */
  decode(codestream: Uint8Array, frameBytes: number): EngineFrame
  /** Throws PIXELS_LOSSY where it cannot. */
  encode(frame: EngineFrame, settings: EncoderSettings, hasColourTransform: boolean): Uint8Array
}

export type EngineKind = 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k'

/** The engine of a kind of code stream. That of JPEG only decodes. */
export type LosslessEngines = (kind: EngineKind) => LosslessEngine
