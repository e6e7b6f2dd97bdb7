/** What hash.ts stands in for. */
declare module 'node:crypto' {
  export function hash(algorithm: 'sha256', text: string): string
}
