/** As much of an `AuthAPIClient` of `truelayer-client` as is used. */
export interface TrueLayerAuthClient {
  exchangeCodeForToken(redirectURI: string, code: string): Promise<unknown>;
  refreshAccessToken(refreshToken: string): Promise<unknown>;
}
