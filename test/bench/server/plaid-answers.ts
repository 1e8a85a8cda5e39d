import { ACCOUNTS } from './pages.ts';

// What Plaid's adapter asks for beside the feed. A public token is the login itself, written in hex.

const item = {
  item_id: 'item1',
  institution_id: 'ins_1',
  institution_name: 'Bench Bank',
  error: null,
  products: ['transactions'],
  billed_products: ['transactions'],
  consent_expiration_time: null,
};

/** What Plaid says to a cursor that is another login's, or too old. */
export const unknownCursor = Buffer.from(
  JSON.stringify({
    error_type: 'INVALID_INPUT',
    error_code: 'INVALID_FIELD',
    error_message: 'cursor not associated with access_token',
    display_message: null,
    request_id: 'Wvhy9PZHQLV8njG',
  }),
);

/** The answer on a path other than the feed's; `undefined` for the feed. */
export function plaidAnswer(
  path: string | undefined,
  body: Readonly<Record<string, unknown>>,
): Buffer | undefined {
  const answer = answerOf(path, body);
  return answer && Buffer.from(JSON.stringify({ ...answer, request_id: 'Wvhy9PZHQLV8njG' }));
}

function answerOf(path: string | undefined, { public_token: token }: Readonly<Record<string, unknown>>) {
  switch (path) {
    case '/link/token/create':
      return { link_token: 'link-sandbox-1', expiration: '2099-01-01T00:00:00Z' };
    case '/item/public_token/exchange': {
      const login = Buffer.from(String(token), 'hex').toString();
      return { access_token: login, item_id: `item of ${login}` };
    }
    case '/item/get':
      return { item, status: {} };
    case '/accounts/get':
      return { item, accounts: ACCOUNTS };
    default:
      return undefined;
  }
}
