import type { Provider } from './providers.ts';

/** What an auth link asks for. */
export interface LinkRequest {
  /** The query of the link, as it is carried from page to page. */
  readonly query: string;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly formPost: boolean;
  readonly challenge: { readonly value: string; readonly method: string } | null;
  /** The banks to choose from. */
  readonly providers: readonly Provider[];
  /** The connection to authenticate again. */
  readonly again: string | null;
}
