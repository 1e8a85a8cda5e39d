/** The fields of `before` whose values `after` has otherwise, by the text of their JSON. */
export function differences<T extends object>(
  before: T,
  after: T,
  ignore: readonly (keyof T)[] = [],
): Partial<T> {
  const previous: Partial<T> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof T & string>) {
    if (ignore.includes(key) || before[key] === after[key]) continue;
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) previous[key] = before[key];
  }
  return previous;
}
