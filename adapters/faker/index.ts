export { faker, type FakerAdapter } from './adapter.ts';
export { fakerContent } from './content.ts';
export type { FakerLinkInput, FakerLinkParams, FakerOptions } from './options.ts';
