import type { Ask, Fields } from './ask.ts';
import type { Bank } from './bank.ts';
import { guidOf } from './guid.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import type { Mx } from './state.ts';

/** The guid of a field of a bank's sign-in form. */
export function credentialGuid({ code }: Bank, field: 'LOGIN' | 'PASSWORD'): string {
  return guidOf('CRD', code, field);
}

function bankOf({ banks }: Mx, { path }: Ask): Bank {
  const code = path['institution_code'];
  const found = banks.find((bank) => bank.code === code || bank.guid === code);
  if (!found) throw new Refusal(404, 'The institution was not found.');
  return found;
}

export function listInstitutions(mx: Mx, ask: Ask): Reply {
  const name = ask.query.get('name')?.toLowerCase() ?? '';
  const countries = [
    ...ask.query.getAll('iso_country_code'),
    ...ask.query.getAll('iso_country_code[]'),
  ].flatMap((each) => each.split(','));
  const found = mx.banks.filter(
    (bank) =>
      bank.name.toLowerCase().includes(name) &&
      (countries.length === 0 || countries.includes(bank.country)) &&
      products.every((product) => ask.query.get(product) !== 'false'),
  );
  return paged(
    ask,
    mx.settings,
    'institutions',
    found.map((bank) => institutionBody(bank, ask)),
    100,
  );
}

export function readInstitution(mx: Mx, ask: Ask): Reply {
  return { status: 200, body: { institution: institutionBody(bankOf(mx, ask), ask) } };
}

export function listCredentials(mx: Mx, ask: Ask): Reply {
  return credentialsReply(mx, ask, bankOf(mx, ask));
}

/** The fields of a bank's sign-in form. One that is reached by OAuth alone has none. */
export function credentialsReply(mx: Mx, ask: Ask, bank: Bank): Reply {
  const fields = [
    ['LOGIN', 'Username', 'TEXT', 1],
    ['PASSWORD', 'Password', 'PASSWORD', 2],
  ] as const;
  const list = fields.map(([field, label, type, order]) => ({
    guid: credentialGuid(bank, field),
    label,
    field_name: field,
    field_type: type,
    type,
    display_order: order,
  }));
  return paged(ask, mx.settings, 'credentials', list);
}

const products = [
  'supports_account_identification',
  'supports_account_statement',
  'supports_account_verification',
  'supports_transaction_history',
] as const;

function institutionBody({ code, guid, name, country, url, oauth }: Bank, { version }: Ask): Fields {
  const slug = code.replaceAll('_', '-');
  const base = {
    code,
    name,
    url,
    iso_country_code: country,
    small_logo_url: `${url}/logo-50.png`,
    medium_logo_url: `${url}/logo-100.png`,
    supports_oauth: oauth,
    is_disabled_by_client: false,
    instructional_text: `Use what you use on <a href="https://${slug}.example">the bank's own site</a>.`,
    instructional_text_steps: [],
    forgot_password_url: `${url}/password`,
    forgot_username_url: `${url}/username`,
    trouble_signing_in_url: null,
  };
  if (version === 'v20111101') {
    return {
      ...base,
      ...Object.fromEntries(products.map((each) => [each, true])),
      supports_tax_document: false,
    };
  }
  return {
    ...base,
    guid,
    is_hidden: false,
    created_at: '2020-01-01T00:00:00Z',
    supported_products: [
      'account_verification',
      'identity_verification',
      'transactions',
      'transaction_history',
      'statements',
    ],
  };
}
