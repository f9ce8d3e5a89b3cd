/** The one thing of Node that a test needs. */
declare module 'node:fs' {
  export function readFileSync(path: string, encoding: 'utf8'): string;
}
