/**
 * Before each test file: what is drawn by lot is the same in every run, so that a run that passes passes again. `npm run fuzz` is for
 * finding more, and SLUICE_SEED=N draws other cases here.
 */

import fc from 'fast-check'

const DEFAULT_SEED = 1

fc.configureGlobal({ seed: Number(process.env.SLUICE_SEED ?? DEFAULT_SEED) })
