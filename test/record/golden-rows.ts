/** What a golden row says in a ledger: the account, the bank's text, the amount and what sort of thing it is. */
export function goldenRows(result: unknown): readonly string[] {
  const { rows } = result as {
    rows: readonly {
      account: string;
      originalDescription: string;
      amount: { value: string; currency: string };
      kind: string;
    }[];
  };
  return rows
    .filter(({ originalDescription }) => /^golden /i.test(originalDescription))
    .map(({ account, originalDescription, amount, kind }) =>
      [account, originalDescription.toUpperCase(), `${amount.value} ${amount.currency}`, kind].join(' | '),
    )
    .sort();
}
