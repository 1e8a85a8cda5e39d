const headers = { 'content-type': 'application/json; charset=utf-8', 'plaid-version': '2020-09-14' };

/** JSON as Plaid writes it: two spaces, keys in order, nothing after the end. */
export function textOf(body: unknown): string {
  return JSON.stringify(inOrder(body), null, 2);
}

/** An answer of the API. */
export function reply(body: unknown, status = 200, extra: Readonly<Record<string, string>> = {}): Response {
  return new Response(textOf(body), { status, headers: { ...headers, ...extra } });
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const ordered = value.map(inOrder);
    return ordered.every((each, i) => each === value[i]) ? value : ordered;
  }
  if (typeof value !== 'object' || value === null) return value;
  const given = value as Record<string, unknown>;
  const names = Object.keys(given);
  // Rows are written in order already; copying them would be most of the cost of a page.
  let same = names.every((name, i) => i === 0 || (names[i - 1] ?? '') <= name);
  const entries = (same ? names : names.sort()).map((name): [string, unknown] => {
    const inner = inOrder(given[name]);
    same &&= inner === given[name];
    return [name, inner];
  });
  return same ? value : Object.fromEntries(entries);
}
