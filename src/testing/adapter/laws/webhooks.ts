import type { RawRequest, WebhooksFacet } from '../../../adapter-kit/webhooks.ts';
import { isBankweaveError } from '../../../errors/catalog.ts';
import { broken, expect, rejection } from '../../expect.ts';
import { type AdapterLaw, type Exemption, law, onlyWith } from '../adapter-law.ts';
import type { Rig } from '../rig.ts';

const hooked: Exemption = onlyWith('webhooks');
const verified: Exemption = (adapter) =>
  hooked(adapter) ??
  (adapter.webhooks?.verify
    ? undefined
    : 'the adapter has no `webhooks.verify`: nothing proves a notice genuine');

function facetOf(rig: Rig): WebhooksFacet {
  if (!rig.adapter.webhooks) broken('the adapter has no webhooks');
  return rig.adapter.webhooks;
}

/** A genuine notice with the strongest proof that this provider gives. */
const proved = (rig: Rig): Promise<RawRequest> =>
  (rig.world.notifySigned ?? rig.can('notify')).call(rig.world);

const refused = async (rig: Rig, request: RawRequest, about: string): Promise<void> => {
  await rejection(Promise.resolve(facetOf(rig).verify?.(request, rig.webhookCall())), about);
};

/** An address without, and with others of, the values in it that are long enough to prove something. */
function withOtherProofs(path: string): readonly string[] {
  const proofs = [...(URL.parse(path, 'https://app.invalid')?.searchParams.values() ?? [])].filter(
    (value) => value.length >= 16,
  );
  return proofs.flatMap((proof) => [path.replace(proof, ''), path.replace(proof, `${proof.slice(0, -1)}~`)]);
}

export const webhookLaws: readonly AdapterLaw[] = [
  law(
    'HOOK-01',
    'a genuine notice is taken, and names the connection',
    { needs: ['notify'], exempt: hooked },
    async (rig) => {
      const { providerConnectionId } = await rig.linked();
      await rig.read();
      const request = await rig.can('notify')();
      await facetOf(rig).verify?.(request, rig.webhookCall());
      const notices = facetOf(rig).parse(request);
      expect(
        notices.map((notice) => notice.providerConnectionId),
        'connections',
      ).toContain(providerConnectionId);
      for (const { dedupeKey, type } of notices) {
        expect(['sync', 'inspect', 'revoked']).toContain(type);
        if (dedupeKey === null) continue;
        if (!dedupeKey) broken('a notice has no key by which its deliveries are known');
      }
    },
  ),

  law(
    'HOOK-02',
    'a notice that was changed by one byte is refused',
    { needs: ['notify'], exempt: verified },
    async (rig) => {
      await rig.read();
      const request = await proved(rig);
      // It is the change that is refused, and nothing else about it.
      await facetOf(rig).verify?.(request, rig.webhookCall());
      const { length } = request.body;
      for (const at of [0, Math.floor(length / 2), length - 1]) {
        const body = Uint8Array.from(request.body);
        body[at] = (body[at] ?? 0) ^ 1;
        await refused(rig, { ...request, body }, `a notice with byte ${at} changed`);
      }
      await refused(rig, { ...request, body: new Uint8Array() }, 'a notice without a body');
      await refused(
        rig,
        { ...request, body: Buffer.concat([request.body, Buffer.from(' ')]) },
        'a notice with a blank more',
      );
    },
  ),

  law(
    'HOOK-03',
    'a notice without its proof, or with half of it, is refused',
    { needs: ['notify'], exempt: verified },
    async (rig) => {
      await rig.read();
      const request = await proved(rig);
      await facetOf(rig).verify?.(request, rig.webhookCall());
      await refused(rig, { ...request, headers: {} }, 'a notice without headers');
      for (const [name, value] of Object.entries(request.headers)) {
        // What proves something is long; the others are the transport's.
        if (value.length < 32) continue;
        const swapped = value.slice(0, -8) + value.slice(-8).split('').reverse().join('');
        const forged = {
          'cut short': value.slice(0, -4),
          'with another end': swapped === value ? `x${value}` : swapped,
          'left empty': '',
          'given twice': `${value}, ${value}`,
        };
        for (const [how, changed] of Object.entries(forged))
          await refused(
            rig,
            { ...request, headers: { ...request.headers, [name]: changed } },
            `a notice with its ${name} ${how}`,
          );
      }
      const hint = await rig.can('notify')();
      for (const path of withOtherProofs(hint.path))
        await refused(rig, { ...hint, path }, 'a notice at an address without its proof');
    },
  ),

  law(
    'HOOK-04',
    'deliveries of one event have one key, two events have two',
    { needs: ['notify'], exempt: hooked },
    async (rig) => {
      await rig.read();
      const keysOf = (request: RawRequest) =>
        facetOf(rig)
          .parse(request)
          .flatMap(({ dedupeKey }) => dedupeKey ?? []);
      const request = await rig.can('notify')();
      expect(keysOf({ ...request, body: Uint8Array.from(request.body) })).toEqual(keysOf(request));
      await rig.world.pass?.({ minutes: 1 });
      const other = keysOf(await rig.can('notify')());
      for (const key of keysOf(request)) expect(other, 'keys of another event').not.toContain(key);
    },
  ),

  law('HOOK-05', 'a notice that makes no sense harms nobody', { exempt: hooked }, async (rig) => {
    for (const text of [
      '',
      '{}',
      '[]',
      'null',
      '7',
      '"text"',
      '{"__proto__":{"polluted":1}}',
      '{"item_id":{}}',
      'nul',
    ]) {
      const request = { method: 'POST', path: '/', headers: {}, body: Buffer.from(text) };
      try {
        facetOf(rig).parse(request);
      } catch (error) {
        if (!isBankweaveError(error))
          broken(`a notice of ${JSON.stringify(text)} ends in no error of ours`, error);
      }
    }
    expect(({} as Record<string, unknown>)['polluted']).toBe(undefined);
  }),
];
