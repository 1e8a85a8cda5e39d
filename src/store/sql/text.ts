// Databases hold UTF-8: no lone surrogates, and NUL is refused by some and cut by others. Such characters are rare but
// real, and two ids that differ only there must stay two. They are spelled with a noncharacter in front, so that every
// other text is stored as it is, and a prefix of a text stays a prefix of its spelling.
const MARK = '\uFDD0';
const odd = /[\0\uFDD0]|\p{Surrogate}/gu;
const spelled = /\uFDD0([0-9a-f]{4})/g;

/** The text as a database can hold it. Nearly always the text itself. */
export function toText(text: string): string {
  if (!text.includes('\0') && !text.includes(MARK) && text.isWellFormed()) return text;
  return text.replace(odd, (character) => MARK + character.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** The exact text again. */
export function fromText(stored: string): string {
  if (!stored.includes(MARK)) return stored;
  return stored.replace(spelled, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The same for a column that may hold nothing. */
export function fromTextOrNull(stored: string | null): string | null {
  return stored === null ? null : fromText(stored);
}

/** A JSON list of texts as columns hold them. It is plain itself, so that it is not spelled a second time. */
export function spelledList(texts: readonly string[]): string {
  return JSON.stringify(texts.map(toText)).replaceAll(MARK, '\\ufdd0');
}
