import { hash } from 'node:crypto';
import type { LinkMode } from 'bankweave/adapter-kit';
import { asksFor, type LinkPlan } from './link-options.ts';

/** The request that begins a new login. */
export function newLogin(plan: LinkPlan, userId: string): object {
  const { products, requiredIfSupportedProducts, optionalProducts, additionalConsentedProducts } = plan;
  const withTransactions =
    asksFor(plan, 'transactions') || additionalConsentedProducts.includes('transactions');
  return {
    ...common(plan, userId),
    ...given('products', products),
    ...given('required_if_supported_products', requiredIfSupportedProducts),
    ...given('optional_products', optionalProducts),
    ...given('additional_consented_products', additionalConsentedProducts),
    ...(withTransactions && { transactions: { days_requested: plan.daysRequested } }),
    ...(plan.webhookUrl !== undefined && { webhook: plan.webhookUrl }),
    ...(plan.accountFilters && { account_filters: plan.accountFilters }),
  };
}

/**
 * The request that repairs one: the same Link with its access token. Products must not be in it, and a webhook would be
 * ignored.
 */
export function repairOf(plan: LinkPlan, userId: string, accessToken: string, mode: LinkMode): object {
  const choosing = mode === 'add_accounts';
  return {
    ...common(plan, userId),
    access_token: accessToken,
    ...(mode === 'renew_consent' && given('additional_consented_products', plan.additionalConsentedProducts)),
    ...(choosing && { update: { account_selection_enabled: true } }),
    ...(choosing && plan.accountFilters && { account_filters: plan.accountFilters }),
  };
}

function common(plan: LinkPlan, userId: string): object {
  const { redirectUri, androidPackageName, linkCustomizationName, hostedLink } = plan;
  return {
    client_name: plan.clientName,
    language: plan.language,
    country_codes: plan.countryCodes,
    user: { client_user_id: opaque(userId) },
    ...(redirectUri !== undefined && { redirect_uri: redirectUri }),
    ...(androidPackageName !== undefined && { android_package_name: androidPackageName }),
    ...(linkCustomizationName !== undefined && { link_customization_name: linkCustomizationName }),
    ...(hostedLink !== false && { hosted_link: hosted(hostedLink) }),
  };
}

function hosted(options: LinkPlan['hostedLink']): object {
  if (typeof options === 'boolean') return {};
  const { completionRedirectUri, deliveryMethod, isMobileApp } = options;
  return {
    ...(completionRedirectUri !== undefined && { completion_redirect_uri: completionRedirectUri }),
    ...(deliveryMethod !== undefined && { delivery_method: deliveryMethod }),
    ...(isMobileApp !== undefined && { is_mobile_app: isMobileApp }),
  };
}

/** Plaid refuses an e-mail address or a telephone number as the id of a person; such an id goes as its hash. */
function opaque(userId: string): string {
  const isPersonal = userId.includes('@') || /^\+?[\d\s().-]{7,}$/.test(userId);
  return isPersonal || userId.length > 128 ? hash('sha256', userId, 'hex') : userId;
}

function given(name: string, list: readonly string[]): object {
  return list.length === 0 ? {} : { [name]: list };
}
