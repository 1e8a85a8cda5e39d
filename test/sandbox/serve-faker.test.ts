import { expect, onTestFinished, test } from 'vitest';
import { faker } from 'bankweave/adapters/faker';
import { fakerWire } from 'bankweave/adapters/faker/sandbox';
import { createWorld, serveSandbox } from 'bankweave/sandbox';
import { callFor, session } from '../adapters/faker/harness.ts';
import { stoppedClock } from './stopped-clock.ts';

test('the page is served over HTTP, and ends on a page of its own where no app waits', async () => {
  const world = createWorld({ seed: 7, clock: stoppedClock(), epoch: '2026-09-01' });
  const { urls, close } = await serveSandbox({ world, wires: [fakerWire()] });
  onTestFinished(() => close());
  const adapter = faker({ world, baseUrl: `${urls['faker']}/` });
  const { url = '' } = await adapter.link.start(
    { session, input: { institution: 'river-bank' } },
    callFor({}, world),
  );
  expect(url.startsWith(`${urls['faker']}/authorize?`)).toBe(true);
  expect(await (await fetch(url)).text()).toContain('Sign in to First River Bank');
  const body = new URLSearchParams({
    institution: 'river-bank',
    username: 'ada',
    decision: 'allow',
    account: 'river-bank.ada.checking',
  });
  const end = await fetch(`${urls['faker']}/decide`, { method: 'POST', body });
  expect(end.url).toContain('/done?code=');
  expect(await end.text()).toContain('Your accounts are shared');
});
