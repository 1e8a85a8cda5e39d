import { createBankweave } from 'bankweave';
import { type AnyAdapter, type ChallengesFacet, InvalidInputError } from 'bankweave/adapter-kit';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { ScriptedProvider } from '../support/scripted-adapter.ts';
import { errorOf, link, scene } from './banks.ts';

async function withChallenges(challenges: ChallengesFacet) {
  const { adapter } = new ScriptedProvider();
  const bank = createBankweave({
    adapters: [{ ...adapter, challenges } as AnyAdapter],
    clock: new ManualClock(),
  });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const started = await ada.links.start('scripted' as never);
  const { id } = await ada.links.complete('scripted' as never, started.id);
  return { bank, ada, id };
}

test('question and answer go on until the bank asks no more, and then a sync is wanted', async () => {
  const given: unknown[] = [];
  const questions = [
    { id: 'q1', label: 'Which phone?', kind: 'options', options: [{ label: '..12', value: '12' }] },
    { id: 'q2', label: 'The code?', kind: 'token' },
  ] as const;
  const { ada, bank, id } = await withChallenges({
    list: async () => [questions[0]],
    answer: async (answers) => {
      given.push(...answers);
      return given.length === 1 ? [questions[1]] : [];
    },
  });
  await bank.sync(id);
  let open = await ada.challenges.list(id);
  for (; open.length > 0; ) {
    const [question] = open;
    open = await ada.challenges.answer(id, [{ id: question?.id ?? '', value: `to ${question?.id}` }]);
  }
  expect(given).toEqual([
    { id: 'q1', value: 'to q1' },
    { id: 'q2', value: 'to q2' },
  ]);
  expect(await bank.runDue()).toHaveLength(1);
});

test('no answers, odd answers, and a provider that asks on its own page', async () => {
  const { ada, id } = await withChallenges({
    list: async () => [],
    answer: async () => {
      throw new InvalidInputError('not that one', { field: 'answers' });
    },
  });
  for (const odd of [[], [{}], [null], 'abc', undefined, [{ id: 'q', value: 7 }]])
    expect(await errorOf(() => ada.challenges.answer(id, odd as never))).toMatchObject({
      code: 'invalid_input',
    });
  expect(await errorOf(() => ada.challenges.answer(id, [{ id: 'q', value: 'x' }]))).toMatchObject({
    code: 'invalid_input',
  });
  const { ada: faker } = scene();
  const connection = await link(faker);
  expect(await errorOf(() => faker.challenges.list(connection.id))).toMatchObject({ code: 'unsupported' });
  await faker.connections.remove(connection.id);
  expect(await errorOf(() => faker.challenges.list(connection.id))).toMatchObject({ code: 'conflict' });
});

test('no answer is in the audit log', async () => {
  const { ada, id } = await withChallenges({ list: async () => [], answer: async () => [] });
  await ada.challenges.answer(id, [{ id: 'q', value: 'canary-secret-Zt83hWc60RbY' }]);
  const { items } = await ada.audit.list();
  expect(JSON.stringify(items)).toContain('challenge');
  expect(JSON.stringify(items)).not.toContain('canary-secret');
});
