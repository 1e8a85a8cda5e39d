/** What a real sandbox cannot be asked for. */
export function onlyWire<T>(given: T | undefined, why: string): T {
  if (given !== undefined) return given;
  throw new Error(
    `This story is recorded from the wire only: ${why} Record it without keys in the environment.`,
  );
}
