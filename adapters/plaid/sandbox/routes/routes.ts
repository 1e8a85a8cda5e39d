import { accountRoutes } from './accounts.ts';
import type { Handler } from './handler.ts';
import { institutionRoutes } from './institutions.ts';
import { itemRoutes } from './items.ts';
import { investmentRoutes } from './investments.ts';
import { liabilityRoutes } from './liabilities.ts';
import { linkRoutes } from './link.ts';
import { sandboxRoutes } from './sandbox.ts';
import { transactionRoutes } from './transactions.ts';
import { webhookRoutes } from './webhooks.ts';

const routes: ReadonlyMap<string, Handler> = new Map(
  [
    linkRoutes,
    itemRoutes,
    accountRoutes,
    transactionRoutes,
    liabilityRoutes,
    investmentRoutes,
    institutionRoutes,
    webhookRoutes,
    sandboxRoutes,
  ].flatMap((part) => Object.entries(part)),
);

/** What answers an endpoint. */
export function handlerOf(path: string): Handler | undefined {
  return routes.get(path);
}
