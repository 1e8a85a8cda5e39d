/** A piece of a page: text that is safe to stand in one. Made by {@link html} only. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Makes a piece of a page. Every value put into it is encoded, for text and for attributes in double quotes, unless it is
 * a piece itself or a list of pieces.
 *
 * @example
 * ```ts
 * const rows = accounts.map(({ name }) => html`<li>${name}</li>`)
 * const list = html`<ul>${rows}</ul>`
 * ```
 */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | Html | readonly Html[])[]
): Html {
  return new Html(parts.reduce((all, part, i) => `${all}${encoded(values[i - 1] ?? '')}${part}`));
}

/**
 * Fields of a form that are carried along unseen.
 *
 * @example
 * ```ts
 * html`<form method="post">${hiddenFields({ state })}<button>Allow</button></form>`
 * ```
 */
export function hiddenFields(fields: Readonly<Record<string, string>>): Html {
  return html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

function encoded(value: string | Html | readonly Html[]): string {
  if (typeof value !== 'string') return value instanceof Html ? value.text : value.map(encoded).join('');
  return value.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
