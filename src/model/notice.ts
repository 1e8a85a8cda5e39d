/** What a provider says that has happened, before anybody has looked. */
export type NoticeSubject =
  | 'data'
  | 'history'
  | 'login_broken'
  | 'login_repaired'
  | 'consent_expiring'
  | 'consent_ended'
  | 'new_accounts'
  | 'accounts_removed'
  | 'other';
