import { broken, expect } from '../../expect.ts';
import { type AdapterLaw, law, offline } from '../adapter-law.ts';

export const manifestLaws: readonly AdapterLaw[] = [
  law('MANIFEST-01', 'the manifest says what the contract asks for', {}, async ({ adapter }) => {
    const { id, specVersion, traits } = adapter;
    if (!/^[a-z][a-z0-9-]*$/.test(id)) broken('the id is no lower-case name', id);
    expect(specVersion).toBe(1);
    expect(['explicit', 'inferred', 'none']).toContain(traits.removals);
    expect(['linked', 'unlinked', 'complete-set', 'none']).toContain(traits.pending);
    for (const field of ['historyDays', 'overlapDays'] as const)
      if (!Number.isInteger(traits[field]) || traits[field] < 0)
        broken(`${field} is no number of days`, traits[field]);
    if (traits.historyDays === 0) broken('historyDays is 0: nothing could be read');
    if (traits.consentDays !== null && !(traits.consentDays > 0)) broken('consentDays is no number of days');
    for (const host of traits.hosts)
      if (!/^[a-z0-9.-]+(:\d+)?$/.test(host) || host.startsWith('.')) broken('a host is not exact', host);
    for (const { name, calls, windowMs } of traits.budgets)
      if (!name || !(calls > 0) || !(windowMs > 0)) broken('a budget is no limit', { name, calls, windowMs });
    if (traits.maxRetries !== undefined && !(Number.isInteger(traits.maxRetries) && traits.maxRetries >= 0))
      broken('maxRetries is no count', traits.maxRetries);
    expect(['connection', 'account']).toContain(adapter.feed.scope);
  }),

  law(
    'MANIFEST-02',
    'budgets that requests draw on are those of the manifest',
    { exempt: offline },
    async (rig) => {
      const { budgets } = rig.adapter.traits;
      await rig.read();
      const call = await rig.connection();
      await rig.adapter.connection.inspect(call);
      await rig.adapter.accounts.list(call);
      const names = budgets.map(({ name }) => name);
      for (const used of new Set(rig.network.budgets))
        expect(names, 'the budgets of the manifest').toContain(used);
      if (budgets.length > 0)
        expect(rig.network.budgets.length, 'requests that named a budget').toBeGreaterThan(0);
    },
  ),
];
