import type { RawRequest } from 'bankweave/adapter-kit';
import { adapterConformance } from 'bankweave/testing';
import { patient } from '../testing/patient.ts';
import { trueLayerAdapter, trueLayerWorld } from './truelayer-world.ts';

const HOOKS = 'https://app.example/webhooks/truelayer';

async function rawOf(request: Request): Promise<RawRequest> {
  const { pathname, search } = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  return {
    method: request.method,
    path: `${pathname}${search}`,
    headers: Object.fromEntries(request.headers),
    body,
  };
}

/** TrueLayer in asynchronous mode: every answer is fetched later, and told of by a notice. */
function world() {
  const notices: RawRequest[] = [];
  return trueLayerWorld({
    wire: {
      async deliver(request) {
        notices.push(await rawOf(request));
        return new Response(null, { status: 204 });
      },
    },
    async notify({ wire }) {
      await wire.control.finishTasks();
      const notice = notices.shift();
      if (!notice) throw new RangeError('nothing was asked for');
      return notice;
    },
    // The login's id stands in the address of a notice.
    secrets: ({ accessToken = '', refreshToken = '' }) => [accessToken, refreshToken],
    notifySigned: ({ wire, institution }) =>
      rawOf(wire.control.availability({ to: HOOKS, institution, healthy: false })),
  });
}

adapterConformance({
  test: patient,
  world,
  adapter: () => trueLayerAdapter({ async: { webhookUri: HOOKS } }),
});
