/** The API versions that are served. */
export const API_VERSIONS = ['v20111101', 'v20250224'] as const;

export type ApiVersion = (typeof API_VERSIONS)[number];
