import { priceIn } from '../amount.ts';
import type { ContentSource } from '../content/source.ts';
import { stream } from '../random.ts';
import type { AccountFrame, LoginFrame } from './account.ts';
import { loginIdOf } from './ids.ts';
import type { WorldInstitution } from './institutions.ts';
import { numbersOf } from './numbers.ts';
import { personOf } from './person.ts';
import type { Product } from './products.ts';

/** A person's login at a bank, with the accounts that every customer of it holds. */
export function loginFrame(
  seed: string,
  institution: WorldInstitution,
  username: string,
  content: ContentSource,
): LoginFrame {
  const id = loginIdOf(institution.id, username);
  const person = personOf(seed, username, institution.country, content);
  const accounts = institution.products.map((product) => accountFrame(seed, institution, id, product));
  return { id, seed, institution, person, accounts };
}

/** One account, made from the seed and its id alone. */
export function accountFrame(
  seed: string,
  institution: WorldInstitution,
  loginId: string,
  product: Product,
  openedAt: number | null = null,
): AccountFrame {
  const id = `${loginId}.${product.slug}`;
  const chance = stream(seed, 'account', id);
  const numbers = numbersOf(seed, institution, id, product.type === 'credit');
  const { currency } = institution;
  const round = (range: readonly [number, number]) =>
    BigInt(priceIn(currency, chance.between(Math.round(range[0] / 100), Math.round(range[1] / 100)) * 100));
  return {
    id,
    product,
    name: product.name,
    officialName: `${institution.name} ${product.name}`,
    mask: numbers.number.slice(-4),
    numbers,
    currency,
    opening: round(product.opening),
    limit: product.limit ? round(product.limit) : null,
    openedAt,
  };
}
