import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type MxWireOptions, mxWire } from 'bankweave/adapters/mx/sandbox';
import { createWorld, serveSandbox } from 'bankweave/sandbox';

const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((each) => existsSync(each));
const name = 'the widget in a real browser';

interface Message {
  readonly type: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

(path ? describe : describe.skip)(path ? name : `${name} (skipped: Chromium is not here)`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: path ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  /** An app's page with the widget in a frame, and what the widget told it. */
  async function embedded(more: object = {}, options: MxWireOptions = {}) {
    const world = createWorld({ seed: 7 });
    const wire = mxWire({ jobSeconds: 0.5, ...options });
    const { urls, close } = await serveSandbox({ world, wires: [wire] });
    onTestFinished(() => close());
    const call = async (route: string, body: object): Promise<Record<string, Record<string, string>>> => {
      const request = new Request(`${urls['mx']}${route}`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${btoa('sandbox-client:sandbox-key')}`,
          'accept-version': 'v20111101',
        },
        body: JSON.stringify(body),
      });
      return (await (await wire.handle(request)).json()) as Record<string, Record<string, string>>;
    };
    const user = (await call('/users', { user: { id: 'ada' } }))['user']?.['guid'] ?? '';
    const asked = { widget_url: { widget_type: 'connect_widget', ...more } };
    const url = (await call(`/users/${user}/widget_urls`, asked))['widget_url']?.['url'] ?? '';
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') wrong.push(message.text());
    });
    await page.goto(await appWith(url));
    const messages = () => page.evaluate(() => (globalThis as unknown as { told: Message[] }).told);
    const types = async () => (await messages()).map(({ type }) => type);
    return { wire, page, frame: page.frameLocator('iframe'), messages, types, user, wrong };
  }

  test('a person finds the bank, signs in, answers, and the app hears of it', async () => {
    const { wire, frame, page, messages, types, user, wrong } = await embedded();
    await frame.getByLabel('Search').fill('first river');
    await frame.getByRole('button', { name: 'First River Bank' }).click();
    await frame.getByLabel('Username').fill('ada');
    await frame.getByLabel('Password').fill('options');
    await frame.getByRole('button', { name: 'Continue' }).click();
    await frame.getByLabel('The right one').check();
    await frame.getByRole('button', { name: 'Continue' }).click();
    await frame.getByText('First River Bank is connected.').waitFor();
    await heard(page, 'mx/connect/memberConnected');
    const [member] = wire.control.members();
    expect(member).toMatchObject({ userGuid: user, institutionCode: 'river-bank', status: 'CONNECTED' });
    const told = await messages();
    expect(told.every(({ metadata }) => metadata['user_guid'] === user && metadata['session_guid'])).toBe(
      true,
    );
    expect(told.at(-1)?.metadata).toMatchObject({ previous: 'waiting', current: 'connected' });
    const steps = (await types()).filter((type) => !/stepChange|Search|StatusUpdate/.test(type));
    expect(steps).toEqual([
      'mx/load',
      'mx/connect/loaded',
      'mx/connect/selectedInstitution',
      'mx/connect/enterCredentials',
      'mx/connect/submitMFA',
      'mx/connect/memberConnected',
    ]);
    // Numbers, as the widget has it: CHALLENGED and in the end CONNECTED.
    const statuses = told
      .filter(({ type }) => type === 'mx/connect/memberStatusUpdate')
      .map(({ metadata }) => metadata['connection_status']);
    expect(statuses).toContain(3);
    expect(statuses.at(-1)).toBe(6);
    const connected = told.find(({ type }) => type === 'mx/connect/memberConnected');
    expect(connected?.metadata['member_guid']).toBe(member?.guid);
    expect(wrong).toEqual([]);
  }, 30_000);

  test('a wrong password is told to the person and to the app, and can be tried again', async () => {
    const { frame, page, messages, wrong } = await embedded({ current_institution_code: 'mxbank' });
    for (const password of ['INVALID', 'right']) {
      await frame.getByLabel('Username').fill('mxuser');
      await frame.getByLabel('Password').fill(password);
      await frame.getByRole('button', { name: 'Continue' }).click();
      if (password === 'INVALID') await frame.getByRole('alert').waitFor();
    }
    await frame.getByText('MX Bank is connected.').waitFor();
    await heard(page, 'mx/connect/memberConnected');
    const error = (await messages()).find(({ type }) => type === 'mx/connect/memberError');
    expect(error?.metadata['member']).toMatchObject({ connection_status: 2 });
    expect(wrong).toEqual([]);
  }, 30_000);

  test("OAuth: the bank's page opens beside the widget, denies once and allows then", async () => {
    const { frame, page, types, wrong } = await embedded({ current_institution_code: 'mx_bank_oauth' });
    for (const decision of ['Deny', 'Allow']) {
      const [popup] = await Promise.all([
        page.waitForEvent('popup'),
        frame.getByRole('link', { name: 'Go to log in' }).click(),
      ]);
      await popup.getByLabel('Username').fill('ada');
      await Promise.all([popup.waitForEvent('close'), popup.getByRole('button', { name: decision }).click()]);
    }
    await frame.getByText('is connected.').waitFor();
    await heard(page, 'mx/connect/memberConnected');
    const oauth = (await types()).filter((type) => /oauth/.test(type));
    expect(oauth).toEqual([
      'mx/connect/oauthRequested',
      'mx/connect/oauthError',
      'mx/connect/oauthRequested',
    ]);
    expect(wrong).toEqual([]);
  }, 30_000);
});

/** Serves a page with the widget in a frame; it keeps what MX's messages say. */
async function appWith(url: string): Promise<string> {
  const text = `<!doctype html><title>App</title><script>
    window.told = [];
    addEventListener('message', ({ data }) => { if (data.mx) told.push(data); });
  </script><iframe src="${url}" width="420" height="640"></iframe>`;
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

async function heard(page: Page, type: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => (globalThis as unknown as { told: Message[] }).told.some((each) => each.type === wanted),
    type,
  );
}
