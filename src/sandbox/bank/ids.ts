/**
 * Ids of the world say where a thing is: `river-bank`, `river-bank.ada`, `river-bank.ada.checking`,
 * `river-bank.ada.checking.20261120-3`. So any process finds a thing by its id alone, and a failing test names it.
 */
export interface Place {
  readonly institutionId: string;
  readonly loginId?: string;
  readonly accountId?: string;
}

/** The id of a person's login at an institution. */
export function loginIdOf(institutionId: string, username: string): string {
  if (username.trim() === '') throw new RangeError('a username is not empty');
  // Dots separate the parts, so those of an e-mail address are written another way.
  return `${institutionId}.${encodeURIComponent(username.toWellFormed()).replaceAll('.', '%2E')}`;
}

/** The username in a login's id. */
export function usernameOf(loginId: string): string {
  return decodeURIComponent(loginId.split('.')[1] ?? '');
}

/** The login that an account or a row belongs to. */
export function loginOf(id: string): string {
  return id.split('.', 2).join('.');
}

/** The account that a row belongs to. */
export function accountOf(id: string): string {
  return id.split('.', 3).join('.');
}

/** Reads the id of an institution, a login or an account. */
export function placeOf(id: string): Place {
  const parts = id.split('.').length;
  const institutionId = id.split('.', 1)[0] ?? '';
  if (parts === 1) return { institutionId };
  if (parts === 2) return { institutionId, loginId: id };
  return { institutionId, loginId: loginOf(id), accountId: accountOf(id) };
}
