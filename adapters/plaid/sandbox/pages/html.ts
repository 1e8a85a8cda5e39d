/** Text that is safe to put into a page as it is. */
export class Safe {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A piece of a page; what is put into it is escaped, unless it is a piece itself. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | Safe | readonly Safe[])[]
): Safe {
  const escaped = values.map((value) =>
    typeof value === 'string'
      ? value.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
      : (Array.isArray(value) ? value : [value]).map((piece: Safe) => piece.text).join(''),
  );
  return new Safe(parts.reduce((all, part, i) => `${all}${escaped[i - 1] ?? ''}${part}`));
}
