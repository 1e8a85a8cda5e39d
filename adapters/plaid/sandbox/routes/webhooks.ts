import { z } from 'zod';
import { readFields } from '../read-body.ts';
import type { Handler } from './handler.ts';

const Get = z.strictObject({ key_id: z.string() });

/** Endpoints of webhooks. */
export const webhookRoutes: Readonly<Record<string, Handler>> = {
  '/webhook_verification_key/get': (state, body) => ({ key: state.keys.find(readFields(Get, body).key_id) }),
};
