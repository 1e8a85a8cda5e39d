/** A bank or other institution, as its provider lists it. */
export interface Institution {
  /** The provider's own id of the institution. */
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2 codes. */
  readonly countries?: readonly string[];
  /** Address of a logo, or a `data:` URL. */
  readonly logo?: string;
  readonly url?: string;
}
