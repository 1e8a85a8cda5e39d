import { mx } from 'bankweave/adapters/mx';
import { type MxWire, mxWire } from 'bankweave/adapters/mx/sandbox';
import { adapterConformance, sandboxWorld } from 'bankweave/testing';
import { documentedErrors } from './mx-codes.ts';
import { patient } from '../testing/patient.ts';

const PASSWORD = 'a-long-password-for-the-webhooks-of-mx';

/** MX looks at the bank once a night, or when it is told to. */
function look({ control }: MxWire): void {
  for (const { guid, isDeleted } of control.members()) if (!isDeleted) control.refresh(guid);
}

function world() {
  const made = sandboxWorld({
    wire: mxWire({
      webhooks: { url: 'http://127.0.0.1:9/', deliver: async () => new Response(null, { status: 204 }) },
    }),
    finishLink: async ({ url = '' }, { wire, institution, username }) => {
      const { memberGuid } = wire.control.completeLink(url, { institutionCode: institution, username });
      wire.control.finishJobs();
      return { memberGuid };
    },
    settled: ({ wire }) => look(wire),
    notify: async ({ bank, wire }) => {
      bank.advance({ minutes: 1 });
      look(wire);
      const body = Buffer.from(JSON.stringify(wire.control.webhooks.notices.at(-1)?.body));
      const authorization = `Basic ${Buffer.from(`mx:${PASSWORD}`).toString('base64')}`;
      return { method: 'POST', path: '/webhooks/mx', headers: { authorization }, body };
    },
    documentedErrors,
    secrets: ['sandbox-key', PASSWORD],
    without: {
      account_error: 'MX tells of no trouble of a single account',
      history_pending: 'MX says nothing of a history that still grows',
      'CONN-06': "MX has no tokens: a 401 refuses the application's keys",
      'HOOK-02': 'MX signs nothing: a password is all the proof there is',
      'ACCT-04': 'MX starts no job within three hours of a success, and says so',
      stale: 'all that MX tells is when a job succeeded',
    },
  });
  const { fail, wire } = made;
  const sized = { pageSize: undefined as number | undefined };
  return Object.assign(made, {
    sized,
    handle(request: Request) {
      const url = new URL(request.url);
      if (sized.pageSize && url.searchParams.has('records_per_page'))
        url.searchParams.set('records_per_page', String(sized.pageSize));
      return wire.handle(new Request(url, request));
    },
    fail: async (kind: Parameters<NonNullable<typeof fail>>[0]) => {
      await fail?.(kind);
      look(wire);
    },
  });
}

adapterConformance({
  test: patient,
  world,
  // The least that MX gives; it is asked for whatever the adapter would ask for.
  pageSizes: [10, 25, 250],
  adapter({ sized }, pageSize) {
    sized.pageSize = pageSize;
    return mx({
      clientId: 'sandbox-client',
      apiKey: 'sandbox-key',
      environment: 'integration',
      webhookUsername: 'mx',
      webhookPassword: PASSWORD,
    });
  },
});
