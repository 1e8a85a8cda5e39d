import { z } from 'zod';
import type { State } from '../state.ts';

/** Answers one endpoint. `body` is without the keys of the client. */
export type Handler = (
  state: State,
  body: Record<string, unknown>,
  origin: string,
) => Record<string, unknown>;

/** The member that most endpoints take. */
export const accessToken = z.string().min(1);

/** `country_codes`, as the endpoints of institutions take them. */
export const countryCodes = z.array(z.string()).min(1);
