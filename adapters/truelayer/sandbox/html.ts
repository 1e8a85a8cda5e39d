/** A piece of a page, safe to put into another. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | Html | readonly Html[];

/** Makes a piece of a page; values that are no pieces are encoded. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.reduce((all, part, i) => `${all}${encoded(values[i - 1] ?? '')}${part}`));
}

function encoded(value: Value): string {
  if (typeof value !== 'string') return value instanceof Html ? value.text : value.map(encoded).join('');
  return value.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
