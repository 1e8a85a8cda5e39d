/** What the app showed the person, and what for. */
export interface ConsentTerms {
  /** What the data is used for, in a word or a sentence of the app's own. */
  readonly purpose: string;
  /** The version of the text that was shown. */
  readonly textVersion: string;
  /** A hash of the text that was shown, so that it can be proved later which one it was. */
  readonly textHash: string;
  /** Default: what the provider says. */
  readonly scopes?: readonly string[] | undefined;
  /** The language of the text, such as `en`. */
  readonly language?: string | undefined;
}
