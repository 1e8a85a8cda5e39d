import { createBankweave } from 'bankweave';
import { mx } from 'bankweave/adapters/mx';
import { mxWire } from 'bankweave/adapters/mx/sandbox';
import { createWorld, serveSandbox } from 'bankweave/sandbox';
import { memoryStore } from 'bankweave/store';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PollingClock } from '../../support/polling-clock.ts';

// Every request goes through the whole stack, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

/** A bank without the widget. */
async function scene(options: Parameters<typeof mxWire>[0] = {}) {
  const clock = new PollingClock();
  const world = createWorld({ seed: 7, epoch: '2026-10-01', clock });
  const wire = mxWire(options);
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  onTestFinished(close);
  const adapter = mx({ clientId: 'sandbox-client', apiKey: 'sandbox-key', baseUrl: urls['mx'] ?? '' });
  const bank = createBankweave({ adapters: [adapter], store: memoryStore(), clock });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const signIn = async (password: string, institution = 'mxbank') => {
    const link = await ada.links.start('mx', {
      institution,
      credentials: { LOGIN: 'mxuser', PASSWORD: password },
    });
    clock.advance(5_000);
    return { link, connection: await ada.links.complete('mx', link.id) };
  };
  const settle = async (id: string) => {
    for (let patience = 0; patience < 40; patience++) {
      clock.advance(5_000);
      const run = await bank.sync(id).catch((error: unknown) => error as { status: string; code: string });
      if (run.status !== 'not_ready') return run;
    }
    return undefined;
  };
  return { clock, world, wire, bank, ada, signIn, settle };
}

test('credentials go in by the names of the fields, and the rest is as with the widget', async () => {
  const { ada, signIn, settle } = await scene();
  const { link, connection } = await signIn('anything');
  expect(link.kind).toBe('none');
  expect(await settle(connection.id)).toMatchObject({ status: 'complete' });
  expect((await ada.accounts.list()).items.length).toBeGreaterThan(0);
});

test('the names of the fields are told where some are missing, and never what was typed', async () => {
  const { ada } = await scene();
  const start = ada.links.start('mx', {
    institution: 'mxbank',
    credentials: { LOGIN: 'canary', PIN: 's3cret' },
  });
  const error = await start.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'invalid_input', expected: expect.stringContaining('PASSWORD') });
  expect(JSON.stringify(error)).not.toMatch(/canary|s3cret/);
});

test.each([
  ['challenge', 'text'],
  ['options', 'options'],
  ['image', 'image'],
  ['image_options', 'options'],
] as const)('a question (%s) is asked, and answered', async (password, kind) => {
  const { ada, signIn, settle } = await scene();
  const { connection } = await signIn(password);
  const [question] = await ada.challenges.list(connection.id);
  expect(question).toMatchObject({ kind, id: expect.any(String) });
  if (kind === 'image') expect(question?.image).toMatch(/^data:image\//);
  const value = question?.options?.find((option) => option.value === 'correct')?.value ?? 'correct';
  expect(await ada.challenges.answer(connection.id, [{ id: question?.id ?? '', value }])).toEqual([]);
  expect(await settle(connection.id)).toMatchObject({ status: 'complete' });
});

test('trap: a job asks again and again, each time with new guids; old ones answer nothing', async () => {
  const { ada, signIn, settle } = await scene();
  const { connection } = await signIn('two_rounds');
  const [first] = await ada.challenges.list(connection.id);
  const value = first?.options?.[0]?.value ?? '';
  const [second] = await ada.challenges.answer(connection.id, [{ id: first?.id ?? '', value }]);
  expect(second?.id).not.toBe(first?.id);
  expect(second?.kind).toBe('token');
  await expect(
    ada.challenges.answer(connection.id, [{ id: first?.id ?? '', value: 'correct' }]),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await ada.challenges.answer(connection.id, [{ id: second?.id ?? '', value: 'correct' }])).toEqual(
    [],
  );
  expect(await settle(connection.id)).toMatchObject({ status: 'complete' });
});

test('UCW defect: a place in the list is no id of a question', async () => {
  const { ada, signIn } = await scene();
  const { connection } = await signIn('challenge');
  await expect(ada.challenges.answer(connection.id, [{ id: '0', value: 'correct' }])).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

test('trap: the type of a question may be a number', async () => {
  const { ada, signIn } = await scene({ quirks: { challengeTypeNumbers: true } });
  const { connection } = await signIn('options');
  expect(await ada.challenges.list(connection.id)).toMatchObject([{ kind: 'options' }]);
});

test('trap: no open question is an empty 204, and answering then is refused', async () => {
  const { ada, signIn, settle } = await scene();
  const { connection } = await signIn('anything');
  await settle(connection.id);
  expect(await ada.challenges.list(connection.id)).toEqual([]);
  await expect(ada.challenges.answer(connection.id, [{ id: 'x', value: 'y' }])).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

test('a wrong answer leaves the connection to the person', async () => {
  const { ada, signIn, settle } = await scene();
  const { connection } = await signIn('challenge');
  const [question] = await ada.challenges.list(connection.id);
  expect(await ada.challenges.answer(connection.id, [{ id: question?.id ?? '', value: 'wrong' }])).toEqual(
    [],
  );
  expect(await settle(connection.id)).toMatchObject({ code: 'action_required', action: 'answer_challenge' });
});

test('trap: a login that MX has already (409) is found, not linked twice', async () => {
  const { ada, wire, signIn } = await scene();
  const first = await signIn('anything');
  const second = await signIn('anything');
  expect(second.connection.id).toBe(first.connection.id);
  expect(wire.control.members()).toHaveLength(1);
  expect((await ada.connections.list()).items).toHaveLength(1);
});

test('UCW defect: of several members at one institution none is taken for the one that is there', async () => {
  const { ada, wire, signIn } = await scene();
  await signIn('anything');
  const other = await ada.links.start('mx', {
    institution: 'mxbank',
    credentials: { LOGIN: 'somebody', PASSWORD: 'x' },
  });
  await ada.links.complete('mx', other.id);
  expect(wire.control.members()).toHaveLength(2);
  await expect(signIn('anything')).rejects.toMatchObject({ code: 'unsupported' });
});

test('a bank with OAuth opens its own page, and the redirect is not believed', async () => {
  const { ada, wire } = await scene();
  const link = await ada.links.start('mx', { institution: 'mx_bank_oauth', credentials: {} });
  expect(link).toMatchObject({ kind: 'redirect', url: expect.stringMatching(/^http/) });
  await expect(ada.links.complete('mx', link.id, '?status=success')).rejects.toMatchObject({
    code: 'action_required',
  });
  const { memberGuid } = wire.control.completeOAuth(link.url ?? '', { username: 'ada' });
  const connection = await ada.links.complete('mx', link.id, `?status=success&member_guid=${memberGuid}`);
  expect(connection.status).toBe('active');
});
