// The exports of the core, and nothing else.

export { begin, step } from './scanner'
