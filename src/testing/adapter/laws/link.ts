import { isBankweaveError } from '../../../errors/catalog.ts';
import { broken, expect, rejection } from '../../expect.ts';
import { type AdapterLaw, type Exemption, law, offline } from '../adapter-law.ts';

const withoutCallback: Exemption = ({ link }) =>
  link.callback ? undefined : 'the adapter has no `link.callback`: no page takes part';

export const linkLaws: readonly AdapterLaw[] = [
  law(
    'LINK-01',
    'a link ends in credentials, as text, and in the id that the provider has for it',
    {},
    async (rig) => {
      const { credentials, providerConnectionId } = await rig.linked();
      expect(typeof providerConnectionId).toBe('string');
      if (providerConnectionId.trim() === '') broken('the provider has a blank id for the connection');
      for (const [name, value] of Object.entries(credentials))
        expect(typeof value, `the credential '${name}'`).toBe('string');
    },
  ),

  law(
    'LINK-02',
    'an exchange is one call: credentials exist before anything else can fail',
    { exempt: offline },
    async (rig) => {
      const { session, link } = await rig.start();
      const params = await rig.finish(link);
      const before = rig.network.sent.length;
      await rig.exchange(session, params);
      expect(rig.network.sent.length - before, 'calls of one exchange').toBeLessThanOrEqual(1);
    },
  ),

  law(
    'LINK-03',
    'a person who says no is understood, before anything is exchanged',
    { needs: ['denyLink'], exempt: withoutCallback },
    async (rig) => {
      const { session, link } = await rig.start();
      const params = await rig.can('denyLink')(link);
      const returned = (
        rig.adapter.link.callback as (given: unknown) => { state?: string; error?: string } | undefined
      )(params);
      if (returned?.error === undefined) broken('the callback does not tell that the person said no');
      expect(returned.state, 'the state that came back').toBe(session.state);
    },
  ),

  law(
    'LINK-04',
    'what is no answer of the page is refused with an error of ours',
    { needs: ['finishLink'] },
    async (rig) => {
      const { session } = await rig.start();
      for (const params of [
        undefined,
        {},
        '',
        'no answer',
        new URLSearchParams('code=&state=x'),
        { code: 7 },
      ]) {
        const attempt = (async () => {
          if (params !== undefined)
            (rig.adapter.link.callback as ((given: unknown) => unknown) | undefined)?.(params);
          await (rig.adapter.link.exchange as (input: object, call: object) => Promise<unknown>)(
            { session, params },
            rig.call(),
          );
        })();
        const error = await rejection(attempt, 'an exchange of what is no answer');
        if (!isBankweaveError(error))
          broken('an exchange of what is no answer fails with no error of ours', error);
      }
    },
  ),

  law('LINK-05', 'a repaired link reads the same accounts', {}, async (rig) => {
    const { credentials } = await rig.linked();
    const list = async (current: typeof credentials) =>
      (await rig.adapter.accounts.list(rig.connectionCall(current))).accounts.map(({ id }) => id);
    const before = await list(credentials);
    const { session, link } = await rig.start('reauthenticate', credentials);
    const repaired = await rig.exchange(session, await rig.finish(link), credentials);
    expect(new Set(await list({ ...credentials, ...repaired.credentials }))).toEqual(new Set(before));
  }),
];
