/** What the vendor's methods answer with, as far as it is looked at. */
export interface MxAnswer {
  readonly status: number;
  readonly data: unknown;
}

type Options = object | undefined;
type Answer = Promise<MxAnswer>;
type Maybe<T> = T | undefined;

/**
 * The vendor's API classes (`mx-platform-node` 2), as much of them as is called. Make each with your own `Configuration`.
 *
 * @example
 * ```ts
 * const configuration = new Configuration({ username, password, basePath: 'https://api.mx.com' })
 * mx({ client: {
 *   users: new UsersApi(configuration), members: new MembersApi(configuration), accounts: new AccountsApi(configuration),
 *   transactions: new TransactionsApi(configuration), widgets: new WidgetsApi(configuration),
 *   institutions: new InstitutionsApi(configuration),
 * } })
 * ```
 */
export interface MxClient {
  readonly users: {
    listUsers(
      page: number,
      perPage: number,
      id: string,
      email: undefined,
      off: undefined,
      o: Options,
    ): Answer;
    createUser(body: object, options: Options): Answer;
    readUser(user: string, options: Options): Answer;
    deleteUser(accept: string, user: string, options: Options): Answer;
  };
  readonly members: {
    listMembers(user: string, page: number, perPage: number, useCase: undefined, options: Options): Answer;
    readMember(member: string, user: string, options: Options): Answer;
    readMemberStatus(member: string, user: string, options: Options): Answer;
    createMember(user: string, body: never, payload: Maybe<string>, options: Options): Answer;
    updateMember(member: string, user: string, body: object, payload: undefined, options: Options): Answer;
    deleteMember(member: string, user: string, options: Options): Answer;
    aggregateMember(member: string, user: string, p: undefined, h: boolean, t: boolean, o: Options): Answer;
    checkBalances(member: string, user: string, options: Options): Answer;
    listMemberChallenges(member: string, user: string, page: number, perPage: number, o: Options): Answer;
    resumeAggregation(member: string, user: string, body: never, options: Options): Answer;
  };
  readonly accounts: {
    listMemberAccounts(
      user: string,
      member: string,
      m: undefined,
      page: number,
      n: number,
      o: Options,
    ): Answer;
  };
  readonly transactions: {
    listTransactionsByMember(
      member: string,
      user: string,
      page: number,
      perPage: number,
      fromDate: string,
      toDate: string,
      fromCreatedAt: undefined,
      toCreatedAt: undefined,
      fromUpdatedAt: Maybe<string>,
      toUpdatedAt: Maybe<string>,
      category: undefined,
      categories: undefined,
      topLevelCategory: undefined,
      topLevelCategories: undefined,
      includes: string,
      options: Options,
    ): Answer;
    readTransaction(user: string, transaction: string, includes: undefined, options: Options): Answer;
    extendHistory(member: string, user: string, options: Options): Answer;
  };
  readonly widgets: {
    requestWidgetURL(
      user: string,
      body: never,
      language: Maybe<string>,
      payload: Maybe<string>,
      o: Options,
    ): Answer;
    requestOAuthWindowURI(
      member: string,
      user: string,
      redirectUrl: Maybe<string>,
      enableApp2app: undefined,
      source: string,
      skipAggregation: undefined,
      scheme: Maybe<string>,
      options: Options,
    ): Answer;
  };
  readonly institutions: {
    listInstitutions(
      name: string,
      countries: never,
      page: number,
      perPage: number,
      identification: undefined,
      statement: undefined,
      verification: undefined,
      history: undefined,
      options: Options,
    ): Answer;
    readInstitution(code: string, options: Options): Answer;
    listInstitutionCredentials(code: string, page: number, perPage: number, options: Options): Answer;
  };
}
