import { InvalidInputError } from 'bankweave/adapter-kit';
import type { MxLinkInput, Settings } from './options.ts';

/** What the Connect widget is asked to be. */
export function widgetBody(input: MxLinkInput, settings: Settings, member: string | undefined): object {
  const { institution, disableInstitutionSearch, mode = 'aggregation', mobileWebview } = input;
  if (disableInstitutionSearch && institution === undefined && member === undefined)
    throw new InvalidInputError('mx: `disableInstitutionSearch` leaves nothing to choose from', {
      field: 'disableInstitutionSearch',
      expected: 'together with `institution`',
    });
  const redirectUrl = input.redirectUrl ?? settings.redirectUrl;
  // `APP` in a desktop browser breaks OAuth, so it goes with the web view only.
  const mobile = mobileWebview
    ? { is_mobile_webview: true, oauth_referral_source: 'APP' }
    : { oauth_referral_source: 'BROWSER' };
  const widget = {
    widget_type: 'connect_widget',
    ui_message_version: 4,
    mode,
    // Left to itself, a widget in verification mode makes a member without transactions that never refreshes.
    include_transactions: true,
    disable_background_agg: false,
    // A member to repair decides the institution by itself.
    current_member_guid: member,
    current_institution_code: member === undefined ? institution : undefined,
    disable_institution_search: disableInstitutionSearch,
    include_identity: input.includeIdentity,
    ...mobile,
    ui_message_webview_url_scheme: input.webviewUrlScheme,
    client_redirect_url: mobileWebview ? redirectUrl : undefined,
    color_scheme: input.colorScheme,
    iso_country_code: input.countries,
  };
  // The 2025 version has no modes: what is wanted is named.
  const { mode: _, include_transactions: __, include_identity: ___, ...common } = widget;
  const products = [
    'transactions',
    ...(mode === 'verification' ? ['account_verification'] : []),
    ...(input.includeIdentity ? ['identity_verification'] : []),
  ];
  return settings.apiVersion === 'v20111101'
    ? { widget_url: widget }
    : { widget_url: { ...common, data_request: { products } } };
}
