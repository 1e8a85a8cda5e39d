/** One of the answers that can be chosen. */
export interface ChallengeOption {
  readonly label: string;
  /** What to answer for it. */
  readonly value: string;
  /** A picture of it, as a `data:` URL or an address. */
  readonly image?: string;
}

/** What the bank asks the person before it goes on: a code from a message, a choice of phone, a picture. */
export interface Challenge {
  /** The provider's; each question has its own, also one that is asked again. */
  readonly id: string;
  /** The bank's own words. */
  readonly label: string;
  /** `text`: anything; `token`: a code; `options`: one of `options`; `image`: what `image` shows; `other`: a kind of tomorrow. */
  readonly kind: 'text' | 'token' | 'options' | 'image' | 'other';
  readonly image?: string;
  readonly options?: readonly ChallengeOption[];
}

/** The person's answer to one question. It goes to the provider and nowhere else. */
export interface ChallengeAnswer {
  /** The `id` of the question. */
  readonly id: string;
  /** What the person typed, or the `value` of the option they chose. */
  readonly value: string;
}
