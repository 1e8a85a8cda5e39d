/** Text that is already safe to put into a page. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A piece of a page: every value put into it is encoded, unless it is a piece itself or a list of them. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | Html | readonly Html[])[]
): Html {
  return new Html(parts.reduce((all, part, i) => `${all}${encoded(values[i - 1] ?? '')}${part}`));
}

function encoded(value: string | Html | readonly Html[]): string {
  if (typeof value !== 'string') return value instanceof Html ? value.text : value.map(encoded).join('');
  return value.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
