import type { TwistFault } from './route-fault.ts';

const WORDS = new Set(
  (
    'type subtype payment_channel transaction_type transaction_code primary detailed confidence_level holder_category ' +
    'update_type version apr_type frequency transactions_update_status'
  ).split(' '),
);

const OPTIONAL = new Set(
  (
    'counterparties merchant_entity_id personal_finance_category personal_finance_category_icon_url logo_url website ' +
    'merchant_name category category_id check_number original_description transaction_type account_owner ' +
    'holder_category persistent_account_id institution_name consented_products products created_at confidence_level ' +
    'version entity_id phone_number status'
  ).split(' '),
);

/** Changes a proper answer. */
export function twisted(body: Record<string, unknown>, twist: TwistFault['twist']): unknown {
  if (typeof twist === 'function') return twist(structuredClone(body));
  return walk(
    body,
    (name, value) => {
      if (twist === 'unknown_enums')
        return WORDS.has(name) && typeof value === 'string' ? 'never_heard_of' : value;
      return twist === 'missing_optional' && OPTIONAL.has(name) ? undefined : value;
    },
    twist === 'extra_fields' ? { x_new: { since: '2031', list: [1, null] } } : {},
  );
}

function walk(
  value: unknown,
  change: (name: string, value: unknown) => unknown,
  extra: Readonly<Record<string, unknown>>,
): unknown {
  if (Array.isArray(value)) return value.map((each) => walk(each, change, extra));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const changed = change(name, inner);
    return changed === undefined ? [] : [[name, walk(changed, change, extra)]];
  });
  return { ...Object.fromEntries(entries), ...extra };
}
