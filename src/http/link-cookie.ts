import type { Link } from '../links/session.ts';
import { instantMs } from '../model/calendar-date.ts';

/** The cookie that ties a link to the browser that began it. The prefix keeps it to this host, https and every path. */
const LINK_COOKIE = '__Host-bankweave-link';

/** How the cookie is set. */
export interface LinkCookieOptions {
  /**
   * `None` only where the provider comes back with a POST (`form_post`): browsers send no other cookie along with a POST
   * of another site, and the cookie of your own session has to arrive then as well. Default: `Lax`.
   */
  readonly sameSite?: 'Lax' | 'None';
}

/**
 * The `set-cookie` header for the route that begins a link, so that only this browser can finish it. It ends with the
 * link, and `linkCallbackHandler` takes it back.
 *
 * @example
 * ```ts
 * const link = await bank.user(userId).links.start('truelayer')
 * return new Response(null, { status: 303, headers: { location: link.url ?? '/', 'set-cookie': linkCookie(link) } })
 * ```
 */
export function linkCookie(
  { id, expiresAt }: Pick<Link, 'id' | 'expiresAt'>,
  { sameSite = 'Lax' }: LinkCookieOptions = {},
): string {
  return cookieOf(encodeURIComponent(id), instantMs(expiresAt), sameSite);
}

/** The header that takes the cookie back. */
export function clearedLinkCookie(): string {
  return cookieOf('', 0, 'Lax');
}

function cookieOf(value: string, endsAt: number, sameSite: string): string {
  const expires = new Date(endsAt).toUTCString();
  return `${LINK_COOKIE}=${value}; Path=/; Secure; HttpOnly; SameSite=${sameSite}; Expires=${expires}`;
}

/** The link that a browser began; nothing where it sends none, or several. */
export function linkIn(request: Request): string | null {
  const found = (request.headers.get('cookie') ?? '').split(';').flatMap((pair) => {
    const [name = '', ...rest] = pair.split('=');
    return name.trim() === LINK_COOKIE ? [rest.join('=').trim()] : [];
  });
  if (found.length !== 1 || !found[0]) return null;
  try {
    return decodeURIComponent(found[0]);
  } catch {
    return null;
  }
}
