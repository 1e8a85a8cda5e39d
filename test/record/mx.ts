import { mx } from 'bankweave/adapters/mx';
import { type MxWire, mxWire } from 'bankweave/adapters/mx/sandbox';
import type { App } from './app.ts';
import type { Recording, Stage } from './recording.ts';
import { storiesOf } from './stories.ts';

const BANK = 'river-bank';

export const mxRecording: Recording<MxWire> = {
  provider: 'mx',
  host: 'https://int-api.mx.com',
  keys: { MX_CLIENT_ID: 'sandbox-client', MX_API_KEY: 'sandbox-key' },
  epoch: '2026-11-18',
  wire: () => mxWire(),
  // The address of a widget lets its bearer in once.
  secrets: [
    {
      pattern: /(?<=\/(?:md|widget)\/connect\/)(?!recorded-)[\w-]+/g,
      as: (n) => `recorded-${n}`,
    },
  ],
  // What was typed at a bank.
  volatile: ['value'],
  stories: storiesOf<MxWire>({
    provider: 'mx',
    country: 'US',
    bank: BANK,
    query: ['river', 'MX Bank'],
    onlyWire:
      "the rows of MX's test bank are not ours to write, and a broken login is repaired in the widget.",
    adapter: ({ keys, baseUrl }) =>
      mx({
        clientId: keys['MX_CLIENT_ID'] ?? '',
        apiKey: keys['MX_API_KEY'] ?? '',
        environment: 'integration',
        baseUrl,
        historyDays: 30,
        overlapDays: 30,
      }),
    link,
    daysPass: (stage) =>
      stage.outside('the nights pass', async (wire) => {
        if (wire) for (const { guid } of wire.control.members()) wire.control.refresh(guid);
        wire?.control.finishJobs();
        return 'refreshed';
      }),
    shut({ control }) {
      for (const { guid } of control.members()) control.setStatus(guid, 'DENIED');
    },
    async signInAgain(stage, { url = '' }) {
      await stage.outside('the person signs in again', async (wire) => {
        wire?.control.completeLink(url, { username: 'ada' });
        wire?.control.finishJobs();
        return 'repaired';
      });
    },
  }),
};

/** Signs in without the widget, which MX's test bank allows too. */
async function link(
  { ada }: App,
  stage: Stage<MxWire>,
  meanwhile?: Parameters<typeof stage.outside>,
): Promise<string> {
  const institution = await stage.outside('institution', async (wire) => (wire ? BANK : 'mxbank'));
  const LOGIN = await stage.outside('username', async (wire) => (wire ? 'ada' : 'mxuser'));
  const credentials = { LOGIN, PASSWORD: 'correct' };
  const { id } = await ada.links.start('mx' as never, { institution, credentials } as never);
  if (meanwhile) await stage.outside(...meanwhile);
  await stage.outside('the first job is done', async (wire) => {
    wire?.control.finishJobs();
    return 'so';
  });
  const connection = await ada.links.complete('mx' as never, id);
  return connection.id;
}
