import { z } from 'zod';
import { createLinkToken } from '../link/create-token.ts';
import { showLinkToken } from '../link/show-token.ts';
import { readFields } from '../read-body.ts';
import type { Handler } from './handler.ts';

const Get = z.strictObject({ link_token: z.string().min(1) });

/** Endpoints of Link. */
export const linkRoutes: Readonly<Record<string, Handler>> = {
  '/link/token/create': (state, body, origin) => createLinkToken(state, body, origin),
  '/link/token/get': (state, body) => showLinkToken(state, readFields(Get, body).link_token),
};
