/** `sluice profile`: its commands and their options. What they do is loaded when it is asked for. */

import { type Command, Option } from 'commander'
import { SluiceError } from '../errors.ts'
import { suggest } from '../profile/nearest.ts'
import { addOptionsAndMode } from './plan-flags.ts'
import { type GivenPlanOptions, readPlanOptions } from './plan-options.ts'

interface GivenFormat {
  readonly json?: boolean
}

type GivenFlags = Omit<GivenPlanOptions, 'profile'>

/** Adds the commands to `profile`. `configure` makes a command behave as all others; `onExit` takes an exit code. */
export function addProfileCommand(
  profile: Command,
  configure: (command: Command) => Command,
  onExit: (code: number) => void,
): void {
  profile
    .summary('list, show, check, compare and import profiles')
    .description('Profiles, and files of your own.')
    .usage('<command>')
    .argument('[COMMAND]')
    .action((given: string | undefined) => {
      if (given !== undefined) throw unknownCommand(profile, given)
      profile.outputHelp()
    })
  configure(profile.command('list'))
    .summary('profiles, options and modes')
    .description('Lists the profiles that come with the program, the options and the modes.')
    .option('--json', 'the same as JSON')
    .action(async (given: GivenFormat) => (await import('./profile-list.ts')).listProfiles(given.json === true))
  addOptionsAndMode(
    configure(profile.command('show'))
      .summary('what a profile does, in tables')
      .description('Shows what a profile does, attribute by attribute where asked.')
      .argument('<PROFILE>', 'a name or a file'),
  )
    .option('--all', 'every attribute, not only their counts')
    .option('--json', 'the same as JSON')
    .action(async (name: string, given: GivenFlags & GivenFormat & { readonly all?: boolean }) =>
      (await import('./profile-show.ts')).showProfile((await readPlanOptions({ ...given, profile: name })).request, {
        all: given.all === true,
        isJson: given.json === true,
      }),
    )
  configure(profile.command('check'))
    .summary('the faults of a profile file, with line and column')
    .description('Checks a profile file. Exit 0 if it can be used, 2 if not.')
    .argument('<FILE>', 'a profile file')
    .option('--json', 'the verdict and the faults as JSON')
    .action(async (path: string, given: GivenFormat) =>
      onExit((await import('./profile-check.ts')).checkProfileFile(path, given.json === true)),
    )
  configure(profile.command('diff'))
    .summary('attributes that two profiles, or two editions, treat differently')
    .description('Compares two profiles, or two editions of Table E.1-1 (2017c, 2026d).')
    .argument('<A>', 'a name, a file, or an edition')
    .argument('<B>', 'the same')
    .option('--profile <NAME|FILE>', 'of two editions: only what concerns this profile, and what it does there now')
    .option('--json', 'the same as JSON')
    .action(async (before: string, after: string, given: GivenFormat & { readonly profile?: string }) =>
      (await import('./profile-diff.ts')).diffProfiles(before, after, given.profile, given.json === true),
    )
  configure(profile.command('import'))
    .summary('a script of CTP or a recipe of deid, as a profile file')
    .description(
      'Writes a profile file from an RSNA CTP DicomAnonymizer or DicomPixelAnonymizer script, or a pydicom/deid recipe.',
    )
    .argument('<FILE>', 'the script or the recipe')
    .addOption(new Option('--from <LANGUAGE>', 'ctp, ctp-pixels or deid; default: as the file looks'))
    .action(async (path: string, given: { readonly from?: string }) =>
      (await import('./profile-import.ts')).importProfile(path, given.from),
    )
}

function unknownCommand(profile: Command, given: string): SluiceError {
  const names = profile.commands.map((command) => command.name())
  return new SluiceError('OPTION_INVALID', {}, `sluice profile has no such command; ${suggest(given, names)}`)
}
