import {
  AccountsApi,
  CategoriesApi,
  Configuration,
  InstitutionsApi,
  InvestmentHoldingsApi,
  MembersApi,
  MerchantsApi,
  StatementsApi,
  TransactionsApi,
  UsersApi,
  WidgetsApi,
} from 'mx-platform-node';
import { onTestFinished } from 'vitest';
import { type MxWireOptions, mxWire } from 'bankweave/adapters/mx/sandbox';
import { createWorld, serveSandbox } from 'bankweave/sandbox';
import { stoppedClock } from '../../../sandbox/stopped-clock.ts';

interface NewMember {
  readonly bank?: string;
  readonly username?: string;
  readonly password?: string;
  readonly background_aggregation_is_disabled?: boolean;
}

/** A served wire with MX's own SDK in front of it. Time stands still until the world is told otherwise. */
export async function mxStage(options: MxWireOptions = {}, headers: Record<string, string> = {}) {
  const world = createWorld({ seed: 7, clock: stoppedClock(), epoch: '2026-01-01' });
  const wire = mxWire(options);
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  onTestFinished(() => close());
  const url = urls['mx'] ?? '';
  const configuration = new Configuration({
    username: 'sandbox-client',
    password: 'sandbox-key',
    basePath: url,
    baseOptions: { headers: { 'Accept-Version': 'v20111101', ...headers } },
  });
  const of = <Api>(Api: new (given: Configuration) => Api): Api => new Api(configuration);
  const sdk = {
    users: of(UsersApi),
    members: of(MembersApi),
    accounts: of(AccountsApi),
    transactions: of(TransactionsApi),
    widgets: of(WidgetsApi),
    institutions: of(InstitutionsApi),
    categories: of(CategoriesApi),
    merchants: of(MerchantsApi),
    holdings: of(InvestmentHoldingsApi),
    statements: of(StatementsApi),
  };
  const newUser = async (id = 'ada'): Promise<string> =>
    (await sdk.users.createUser({ user: { id } })).data.user?.guid ?? '';
  const newMember = async (
    user: string,
    { bank = 'river-bank', username = 'ada', password = 'right', ...rest }: NewMember = {},
  ): Promise<string> => {
    const { credentials = [] } = (await sdk.institutions.listInstitutionCredentials(bank)).data;
    const values = [username, password];
    const member = {
      institution_code: bank,
      credentials: credentials.map(({ guid }, i) => ({ guid: guid ?? '', value: values[i] ?? '' })),
      ...rest,
    };
    return (await sdk.members.createMember(user, { member })).data.member?.guid ?? '';
  };
  /** A user with a member whose first job is over. */
  const linked = async (given: NewMember = {}) => {
    const user = await newUser();
    const member = await newMember(user, given);
    wire.control.finishJobs();
    return { user, member };
  };
  /** A call without the SDK, for what that does not let through. */
  const call = (
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
  ) =>
    wire.handle(
      new Request(`${url}${path}`, {
        method: init.method ?? 'GET',
        headers: {
          authorization: `Basic ${btoa('sandbox-client:sandbox-key')}`,
          'accept-version': 'v20111101',
          ...init.headers,
        },
        ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      }),
    );
  return { world, wire, control: wire.control, url, sdk, newUser, newMember, linked, call };
}

/** The status of a call that MX refuses. */
export async function refusal(call: Promise<unknown>): Promise<number> {
  try {
    await call;
  } catch (error) {
    return (error as { response?: { status: number } }).response?.status ?? 0;
  }
  return 200;
}
