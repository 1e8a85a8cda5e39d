import { type ContentSource, defaultContent } from 'bankweave/sandbox';

/** placeholder */
export async function fakerContent(_seed: number | string = 1): Promise<ContentSource> {
  return defaultContent;
}
