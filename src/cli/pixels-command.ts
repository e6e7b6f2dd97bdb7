/** The options of `sluice pixels`. */

import type { Command } from 'commander'
import { SluiceError } from '../errors.ts'
import { addPlanOptions } from './plan-flags.ts'
import { type GivenPlanOptions, readPlanOptions } from './plan-options.ts'

interface GivenPictureOptions extends GivenPlanOptions {
  readonly frame: string
  readonly output?: string
}

export function addPixelsCommand(command: Command, onExit: (code: number) => void): void {
  addPlanOptions(
    command
      .summary('what would be blanked in an image, as a picture')
      .description(
        'Writes a frame before and after as a PNG, with what would be blanked drawn. The picture may identify.',
      )
      .argument('<FILE>', 'a DICOM object'),
  )
    .option('--detect-text', 'look for text with Tesseract, too')
    .option('--frame <N>', 'from 1', '1')
    .option('-o, --output <OUT.png>', 'a new file that only its owner may read; default: stdout')
    .action(async (path: string, given: GivenPictureOptions) => {
      const { request } = await readPlanOptions(given)
      const { drawPixels } = await import('./pixels.ts')
      onExit(await drawPixels(path, request, { frame: checkFrame(given.frame), output: given.output }))
    })
}

function checkFrame(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw new SluiceError('OPTION_INVALID', {}, '--frame takes a number from 1')
}
