// Exact decimals as text. Everything here takes and gives the canonical form (see `Money`) and nothing else.

const ZERO = 48;
const NINE = 57;
const DOT = 46;
const MINUS = 45;

/** Plain decimal text: no exponent, no separators, ASCII digits only. */
export const DECIMAL = /^[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)$/;

/** Whether the text is canonical already for a currency of so many digits. One scan, no allocation: the hot path. */
export function isCanonical(text: string, digits: number): boolean {
  const { length } = text;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let dot = -1;
  let significant = false;
  for (let at = start; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > ZERO && unit <= NINE) significant = true;
    else if (unit === DOT && dot < 0) dot = at;
    else if (unit !== ZERO) return false;
  }
  const whole = (dot < 0 ? length : dot) - start;
  if (whole < 1 || (whole > 1 && text.charCodeAt(start) === ZERO)) return false;
  if (start === 1 && !significant) return false;
  const fraction = dot < 0 ? 0 : length - dot - 1;
  if (fraction === digits) return dot < 0 || digits > 0;
  return fraction > digits && text.charCodeAt(length - 1) !== ZERO;
}

/** Brings text that matches {@link DECIMAL} into canonical form. */
export function canonical(text: string, digits: number): string {
  const negative = text.charCodeAt(0) === MINUS;
  const unsigned = negative || text.charCodeAt(0) === 43 ? text.slice(1) : text;
  const dot = unsigned.indexOf('.');
  const whole = stripStart(dot < 0 ? unsigned : unsigned.slice(0, dot));
  const fraction = stripEnd(dot < 0 ? '' : unsigned.slice(dot + 1)).padEnd(digits, '0');
  const zero = whole === '0' && stripStart(fraction) === '0';
  return (negative && !zero ? '-' : '') + whole + (fraction && `.${fraction}`);
}

// Loops and not /0+$/: that expression takes quadratic time on long runs of zeros inside a number.
function stripStart(text: string): string {
  let start = 0;
  while (start < text.length - 1 && text.charCodeAt(start) === ZERO) start++;
  return text.slice(start) || '0';
}

function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === ZERO) end--;
  return text.slice(0, end);
}

/** How many digits stand behind the point. */
export function fractionDigits(text: string): number {
  const dot = text.indexOf('.');
  return dot < 0 ? 0 : text.length - dot - 1;
}

/** The decimal as an integer count of `10^-scale`; `scale` is at least its own fraction digits. */
export function toScaled(text: string, scale: number): bigint {
  const missing = scale - fractionDigits(text);
  return BigInt(text.replace('.', '') + '0'.repeat(missing));
}

/** The canonical decimal of an integer count of `10^-scale`. */
export function fromScaled(scaled: bigint, scale: number, digits: number): string {
  const negative = scaled < 0n;
  const text = (negative ? -scaled : scaled).toString().padStart(scale + 1, '0');
  const point = text.length - scale;
  const plain = scale === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
  return canonical(negative ? `-${plain}` : plain, digits);
}
