// JSON numbers are doubles: the amount that was meant is the shortest decimal that reads back as the same double.

const POWERS = [1, 10, 100, 1_000, 10_000];

/**
 * The exact decimal text that a JSON number stands for, in plain form, or `undefined` where it cannot be trusted: not
 * finite, or 2^53 minor units and more.
 *
 * Noise of float arithmetic is removed: for a currency with known `digits` what is below a millionth of its minor unit;
 * otherwise (`digits` undefined) a tail behind six zeros or nines at the end of the double's precision.
 */
export function decimalOfNumber(value: number, digits: number | undefined): string | undefined {
  const power = POWERS[digits ?? 0] ?? 1;
  // Up to 15 digits a decimal and its double name each other, so a round trip proves the text right.
  const minor = Math.round(value * power);
  if (Math.abs(minor) < 1e15 && minor / power === value) return textOfMinor(minor, digits ?? 0, power);
  if (!Number.isFinite(value) || Math.abs(value) * power >= 2 ** 53) return undefined;
  return digits === undefined ? withoutTail(value) : withoutNoise(plain(String(value)), digits);
}

function textOfMinor(minor: number, digits: number, power: number): string {
  if (digits === 0) return String(minor + 0);
  const size = Math.abs(minor);
  const rest = size % power;
  const whole = (size - rest) / power;
  return `${minor < 0 ? '-' : ''}${whole}.${String(rest + power).slice(1)}`;
}

/** `1.5e-7` -> `0.00000015`. Positive exponents never get here: from 1e21 on a number is beyond the limit. */
function plain(text: string): string {
  const at = text.indexOf('e-');
  if (at < 0) return text;
  const negative = text.startsWith('-');
  const figures = text.slice(negative ? 1 : 0, at).replace('.', '');
  const zeros = '0'.repeat(Number(text.slice(at + 2)) - 1);
  return `${negative ? '-' : ''}0.${zeros}${figures}`;
}

function withoutNoise(text: string, digits: number): string {
  const dot = text.indexOf('.');
  if (dot < 0) return text;
  const end = digits === 0 ? dot : dot + 1 + digits;
  const tail = text.slice(dot + 1 + digits);
  if (tail.padEnd(6, '0').startsWith('000000')) return text.slice(0, end);
  if (!tail.startsWith('999999') || tail.length === 6) return text;
  const negative = text.startsWith('-');
  const up = BigInt(text.slice(negative ? 1 : 0, end).replace('.', '')) + 1n;
  const figures = up.toString().padStart(digits + 1, '0');
  const point = figures.length - digits;
  const sum = digits === 0 ? figures : `${figures.slice(0, point)}.${figures.slice(point)}`;
  return negative ? `-${sum}` : sum;
}

function withoutTail(value: number): string {
  const text = plain(String(value));
  const figures = figuresOf(text);
  if (figures < 16) return text;
  const rounded = plain(String(Number(value.toPrecision(15))));
  return figuresOf(rounded) <= 9 ? rounded : text;
}

function figuresOf(text: string): number {
  return text.replace(/^-?0?\.?0*/, '').replace('.', '').length;
}
