import { plaid } from 'bankweave/adapters/plaid';
import { plaidWire } from 'bankweave/adapters/plaid/sandbox';
import { adapterConformance, sandboxWorld } from 'bankweave/testing';
import { documentedErrors } from './plaid-codes.ts';
import { patient } from '../testing/patient.ts';

const HOOKS = 'https://app.example/webhooks/plaid';

adapterConformance({
  test: patient,
  pageSizes: [1, 7, 500],
  world: () =>
    sandboxWorld({
      documentedErrors,
      wire: plaidWire({ deliver: async () => new Response(null, { status: 204 }) }),
      linkInput: { webhookUrl: HOOKS },
      without: {
        'SIGN-03': 'the wire gives no transactions of loans',
        unauthorized:
          'access tokens of Plaid do not end; one that is unknown is a matter of keys and environment',
        account_error: 'Plaid has no error of a single account in its feed',
      },
      finishLink: async ({ token = '' }, { wire, institution, username }) =>
        wire.control.completeLink(token, { institution, username }),
      async notify({ wire: { control } }) {
        const [item] = control.items();
        await control.webhooks.fire(item?.id ?? '', 'TRANSACTIONS', 'SYNC_UPDATES_AVAILABLE');
        const { body = '', verification = '' } = control.webhooks.sent.at(-1) ?? {};
        const { pathname } = new URL(HOOKS);
        return {
          method: 'POST',
          path: pathname,
          headers: { 'content-type': 'application/json', 'plaid-verification': verification },
          body: Buffer.from(body),
        };
      },
    }),
  adapter({ wire }, pageSize) {
    wire.control.sync.pageSize = pageSize ?? null;
    return plaid({ clientId: 'sandbox-client', secret: 'sandbox-secret', environment: 'sandbox' });
  },
});
