/** A line of the log that a run leaves; a run that was cut short goes on from it. */
export type Line =
  | { readonly killed: number; readonly ending: 'failed' | 'timeout'; readonly by: string }
  | { readonly seen: readonly number[] }
  | { readonly left: string; readonly why: string }
  | { readonly done: string };

export function linesOf(text: string): Line[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}
