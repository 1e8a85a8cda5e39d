/** What sort of account it is; a provider's value that nobody knows yet is `other`. */
export type AccountType = 'depository' | 'credit' | 'loan' | 'investment' | 'other';
