import { plaid } from 'bankweave/adapters/plaid';
import { plaidWire } from 'bankweave/adapters/plaid/sandbox';
import { adapterConformance, sandboxWorld } from 'bankweave/testing';
import { patient } from '../testing/patient.ts';

adapterConformance({
  test: patient,
  world: () =>
    sandboxWorld({
      wire: plaidWire(),
      without: {
        'SIGN-03': 'the wire gives no transactions of loans',
        unauthorized:
          'access tokens of Plaid do not end; one that is unknown is a matter of keys and environment',
        account_error: 'Plaid has no error of a single account in its feed',
      },
      finishLink: async ({ token = '' }, { wire, institution, username }) =>
        wire.control.completeLink(token, { institution, username }),
    }),
  adapter: () => plaid({ clientId: 'sandbox-client', secret: 'sandbox-secret', environment: 'sandbox' }),
});
