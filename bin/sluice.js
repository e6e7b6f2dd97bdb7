#!/usr/bin/env node
// Says what is missing before anything is loaded that an older Node could not read.
var version = process.versions.node.split('.')
var major = Number(version[0])
if (major < 22 || (major === 22 && Number(version[1]) < 15)) {
  process.stderr.write(
    'sluice: this is Node ' +
      process.versions.node +
      ', and 22.15 or newer is needed: https://nodejs.org/en/download\n',
  )
  process.exitCode = 1
} else {
  import('../dist/cli/main.js').then(
    (module) => {
      module.main(process.argv.slice(2))
    },
    (fault) => {
      if (fault.code !== 'ERR_MODULE_NOT_FOUND') throw fault
      process.stderr.write('sluice: not built yet: run npm ci && npm run build\n')
      process.exitCode = 1
    },
  )
}
