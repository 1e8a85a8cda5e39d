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
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const ordered: Record<string, unknown> = {};
  for (const name of namesInOrder(value)) ordered[name] = inOrder((value as Record<string, unknown>)[name]);
  return ordered;
}

// Rows are written in order already, and sorting is most of the cost of a page.
function namesInOrder(value: object): readonly string[] {
  const names = Object.keys(value);
  for (let i = 1; i < names.length; i++) {
    if ((names[i - 1] ?? '') > (names[i] ?? '')) return names.sort();
  }
  return names;
}
