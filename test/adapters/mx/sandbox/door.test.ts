import { expect, test } from 'vitest';
import { mxStage, refusal } from './sdk.ts';

test('a wrong key is 401 without a challenge header', async () => {
  const { call } = await mxStage();
  const answer = await call('/users', {
    headers: { authorization: `Basic ${btoa('sandbox-client:wrong')}` },
  });
  expect(answer.status).toBe(401);
  expect(answer.headers.has('www-authenticate')).toBe(false);
  expect(await answer.json()).toEqual({ error: { message: expect.any(String) } });
});

test('a user id is unique, and does not look like a guid', async () => {
  const { sdk, newUser } = await mxStage();
  await newUser('ada');
  expect(await refusal(sdk.users.createUser({ user: { id: 'ada' } }))).toBe(409);
  expect(await refusal(sdk.users.createUser({ user: { id: 'USR-1' } }))).toBe(400);
  expect((await sdk.users.listUsers(1, 25, 'ada')).data.users).toHaveLength(1);
});
