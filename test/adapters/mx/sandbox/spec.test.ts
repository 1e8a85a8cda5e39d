import { describe, expect, test } from 'vitest';
import { openSpec } from '../../../support/spec.ts';
import { mxStage } from './sdk.ts';

const spec = openSpec('mx-v20111101.yml');
const name = "against MX's own description of v20111101";

// The description has a flag where its own example, the SDK and the widget have a guid.
const knownSlip = /\/most_recent_job_guid must be (null|boolean)|\/most_recent_job_guid must match a schema/;

(spec ? describe : describe.skip)(spec ? name : `${name} (skipped: the description is not here)`, () => {
  test('every reply is as described', async () => {
    const { call, control, linked } = await mxStage();
    const { user, member } = await linked({ bank: 'northgate-invest' });
    const wrong: string[] = [];
    let bodies = 0;
    const ask = async (method: string, path: string, body?: unknown) => {
      const answer = await call(path, { method, body });
      const text = await answer.text();
      expect(answer.status, `${method} ${path} ${text}`).toBeLessThan(300);
      const plain = path.split('?')[0] ?? '';
      const found: unknown = text === '' ? undefined : JSON.parse(text);
      if (found !== undefined) {
        bodies++;
        const problems = spec?.problems({ method, path: plain, status: answer.status, body: found }) ?? [];
        wrong.push(
          ...problems.filter((each) => !knownSlip.test(each)).map((each) => `${method} ${plain} ${each}`),
        );
      }
      return found as Record<string, Record<string, string>[]>;
    };
    const of = `/users/${user}`;
    const own = `${of}/members/${member}`;
    await ask('POST', '/users', { user: { email: 'b@people.example' } });
    await ask('GET', '/users');
    await ask('GET', of);
    await ask('PUT', of, { user: { metadata: 'm' } });
    await ask('POST', `${of}/widget_urls`, { widget_url: { widget_type: 'connect_widget' } });
    await ask('POST', `${of}/connect_widget_url`, { config: {} });
    await ask('GET', `${of}/members`);
    await ask('GET', own);
    await ask('GET', `${own}/status`);
    await ask('GET', `${own}/credentials`);
    for (const [job, needed] of [
      ['verify', 'account_numbers'],
      ['identify', 'account_owners'],
      ['fetch_statements', 'statements'],
      [
        'extend_history',
        'transactions?includes=merchants,classifications,geolocations&records_per_page=1000',
      ],
    ] as const) {
      await ask('POST', `${own}/${job}`);
      control.finishJobs();
      await ask('GET', `${own}/${needed}`);
    }
    await ask('POST', `${own}/aggregate`);
    await ask('POST', `${own}/check_balance`);
    const { statements = [] } = await ask('GET', `${own}/statements`);
    await ask('GET', `${own}/statements/${statements[0]?.['guid']}`);
    const { accounts = [] } = await ask('GET', `${own}/accounts`);
    const account = accounts[0]?.['guid'] ?? '';
    await ask('GET', `${own}/accounts/${account}`);
    await ask('PUT', `${own}/accounts/${account}`, { account: { is_hidden: true } });
    await ask('GET', `${of}/accounts`);
    await ask('GET', `${of}/accounts/${account}`);
    await ask('GET', `${of}/accounts/${account}/account_numbers`);
    const { transactions = [] } = await ask('GET', `${of}/accounts/${account}/transactions`);
    expect(transactions.length).toBeGreaterThan(0);
    await ask('GET', `${of}/transactions`);
    await ask('GET', `${of}/transactions/${transactions[0]?.['guid']}`);
    for (const place of [of, own, `${of}/accounts/${account}`]) {
      const { investment_holdings = [] } = await ask('GET', `${place}/investment_holdings`);
      expect(investment_holdings).toHaveLength(1);
      await ask('GET', `${of}/investment_holdings/${investment_holdings[0]?.['guid']}`);
    }
    await ask('GET', `${of}/investment_holdings_deactivate`);
    await ask('GET', '/institutions');
    await ask('GET', '/institutions/favorites');
    await ask('GET', '/institutions/mxbank');
    await ask('GET', '/institutions/mxbank/credentials');
    const { categories = [] } = await ask('GET', '/categories/default');
    await ask('GET', `/categories/${categories[0]?.['guid']}`);
    await ask('GET', `${of}/categories`);
    await ask('GET', `${of}/categories/default`);
    const made = await ask('POST', `${of}/categories`, {
      category: { name: 'Rocks', parent_guid: categories[0]?.['guid'] },
    });
    const category = (made['category'] as unknown as { guid: string }).guid;
    await ask('GET', `${of}/categories/${category}`);
    await ask('PUT', `${of}/categories/${category}`, { category: { name: 'Stones' } });
    await ask('DELETE', `${of}/categories/${category}`);
    await ask('GET', '/merchants');
    await ask('DELETE', own);
    await ask('DELETE', of);
    expect(wrong).toEqual([]);
    expect(bodies).toBeGreaterThan(40);
  });

  test.for(['options', 'image', 'image_options', 'challenge'])('so is the %s challenge', async (password) => {
    const { call, linked } = await mxStage();
    const { user, member } = await linked({ password });
    for (const path of ['challenges', 'status']) {
      const asked = `/users/${user}/members/${member}/${path}`;
      const answer = await call(asked);
      const body: unknown = await answer.json();
      expect(spec?.problems({ method: 'GET', path: asked, status: answer.status, body })).toEqual([]);
    }
  });
});
