import { z } from 'zod';
import { chosen } from '../data/account-choice.ts';
import { toCard, toMortgage, toStudentLoan } from '../data/liabilities.ts';
import { toAccount } from '../data/to-account.ts';
import { openAccounts } from '../item/item.ts';
import { toItem } from '../item/to-item.ts';
import { mustWork } from '../item/trouble.ts';
import { useProduct } from '../item/use-product.ts';
import { Problem } from '../problem.ts';
import { hasLiability } from '../products.ts';
import { readFields } from '../read-body.ts';
import { accessToken, type Handler } from './handler.ts';

const Get = z.strictObject({
  access_token: accessToken,
  options: z.strictObject({ account_ids: z.array(z.string()).optional() }).optional(),
});

/** The endpoint of liabilities. */
export const liabilityRoutes: Readonly<Record<string, Handler>> = {
  '/liabilities/get': (state, body) => {
    const { access_token, options } = readFields(Get, body);
    const { world } = state;
    const item = state.items.of(access_token);
    mustWork(state, item, 'cached', 'RATE_LIMIT');
    useProduct(state, item, 'liabilities');
    const accounts = chosen(openAccounts(world, item), options?.account_ids);
    const of = (test: (account: (typeof accounts)[number]['account']) => boolean) =>
      accounts.filter(({ account }) => hasLiability(account) && test(account));
    const [cards, mortgages, students] = [
      of(({ type }) => type === 'credit'),
      of(({ subtype }) => subtype === 'mortgage'),
      of(({ subtype }) => subtype === 'student_loan'),
    ];
    if (cards.length + mortgages.length + students.length === 0) {
      throw new Problem('NO_LIABILITY_ACCOUNTS', 'no valid liability accounts were found for this item');
    }
    const orNull = <T>(list: readonly T[]) => (list.length === 0 ? null : list);
    return {
      accounts: accounts.map(({ grant, account }) => toAccount(item, grant, account)),
      item: toItem(state, item),
      liabilities: {
        credit: orNull(cards.map(({ grant, account }) => toCard(world, grant, account))),
        mortgage: orNull(mortgages.map(({ grant, account }) => toMortgage(world, grant, account))),
        student: orNull(students.map(({ grant, account }) => toStudentLoan(world, grant, account))),
      },
    };
  },
};
