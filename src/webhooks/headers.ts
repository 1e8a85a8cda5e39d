/** Headers as frameworks give them. */
export type InboundHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const MOST_CHARACTERS = 64 * 1024;

/** Headers by lower-case name, several of one name joined by `, `; `undefined` where they are too long altogether. */
export function headersOf(given: InboundHeaders): Readonly<Record<string, string>> | undefined {
  const found = new Map<string, string>();
  let size = 0;
  const add = (name: string, value: string): void => {
    const key = name.toLowerCase();
    const before = found.get(key);
    found.set(key, before === undefined ? value : `${before}, ${value}`);
    size += name.length + value.length;
  };
  if (given instanceof Headers) given.forEach((value, name) => add(name, value));
  else
    for (const [name, value] of Object.entries(given)) {
      if (typeof value === 'string') add(name, value);
      else if (Array.isArray(value)) for (const one of value) add(name, String(one));
    }
  return size > MOST_CHARACTERS ? undefined : Object.fromEntries(found);
}
