import { type Category, category, type DetailedCategory } from 'bankweave/adapter-kit';

type Key = DetailedCategory | { readonly in: DetailedCategory; readonly out: DetailedCategory };

const TRANSFER: Key = { in: 'transfer_in', out: 'transfer_out' };

// All 119 of MX by name: the parents, then their leaves. `in` and `out` where the direction decides.
const BY_NAME: Readonly<Record<string, Key>> = {
  'Auto & Transport': 'transportation',
  'Auto Insurance': 'insurance.auto',
  'Auto Payment': 'loan_payments.car',
  Gas: 'transportation.fuel',
  Parking: 'transportation.parking',
  'Public Transportation': 'transportation.public_transit',
  Registration: 'transportation.registration',
  'Service & Parts': 'transportation.maintenance',

  'Bills & Utilities': 'rent_and_utilities',
  'Domain Names': 'general_services.web_hosting',
  'Fraud Protection': 'general_services.identity_protection',
  'Home Phone': 'rent_and_utilities.telephone',
  Hosting: 'general_services.web_hosting',
  Internet: 'rent_and_utilities.internet_and_cable',
  'Mobile Phone': 'rent_and_utilities.mobile_phone',
  Television: 'rent_and_utilities.television',
  Utilities: 'rent_and_utilities',

  'Business Services': 'general_services',
  Advertising: 'general_services.advertising',
  Legal: 'general_services.legal',
  'Office Supplies': 'general_merchandise.office_supplies',
  Printing: 'general_services.printing',
  Shipping: 'general_services.postage_and_shipping',

  Education: 'education',
  'Books & Supplies': 'education.books_and_supplies',
  'Student Loan': 'loan_payments.student',
  Tuition: 'education.tuition',

  Entertainment: 'entertainment',
  Amusement: 'entertainment.events_and_attractions',
  Arts: 'entertainment.arts',
  'Movies & DVDs': 'entertainment.tv_and_movies',
  Music: 'entertainment.music_and_audio',
  'Newspapers & Magazines': 'entertainment.newspapers_and_magazines',

  'Fees & Charges': 'bank_fees',
  'ATM Fee': 'bank_fees.atm',
  'Banking Fee': 'bank_fees.account',
  'Finance Charge': 'bank_fees.interest',
  'Late Fee': 'bank_fees.late_payment',
  'Service Fee': 'bank_fees.service',
  'Trade Commissions': 'bank_fees.trade_commission',

  Financial: 'general_services',
  'Financial Advisor': 'general_services.financial_advice',
  'Life Insurance': 'insurance.life',

  'Food & Dining': 'food_and_drink',
  'Alcohol & Bars': 'food_and_drink.alcohol_and_bars',
  'Coffee Shops': 'food_and_drink.coffee',
  'Fast Food': 'food_and_drink.fast_food',
  Groceries: 'food_and_drink.groceries',
  Restaurants: 'food_and_drink.restaurants',

  'Gifts & Donations': 'general_merchandise.gifts',
  Charity: 'government_and_non_profit.donations',
  Gift: 'general_merchandise.gifts',

  'Health & Fitness': 'medical',
  Dentist: 'medical.dentist',
  Doctor: 'medical.doctor',
  Eyecare: 'medical.eye_care',
  Gym: 'personal_care.gym',
  'Health Insurance': 'insurance.health',
  Pharmacy: 'medical.pharmacy',
  Sports: 'personal_care.gym',

  Home: 'home_improvement',
  Furnishings: 'home_improvement.furniture',
  'Home Improvement': 'home_improvement',
  'Home Insurance': 'insurance.home',
  'Home Services': 'home_improvement.services',
  'Home Supplies': 'home_improvement.supplies',
  'Lawn & Garden': 'home_improvement.lawn_and_garden',
  // MX keeps rent and mortgage in one.
  'Mortgage & Rent': 'rent_and_utilities.rent',

  Income: 'income',
  Bonus: 'income.bonus',
  'Interest Income': 'income.interest',
  Paycheck: 'income.salary',
  Reimbursement: 'income.reimbursement',
  'Rental Income': 'income.rental',

  Investments: 'investment',
  Buy: 'investment.buy',
  Deposit: 'investment.deposit',
  'Dividend & Cap Gains': 'investment.dividends',
  Sell: 'investment.sell',
  Withdrawal: 'investment.withdrawal',

  Kids: 'general_services.childcare',
  Allowance: 'transfer_out.allowance',
  'Baby Supplies': 'general_merchandise.baby_supplies',
  'Babysitter & Daycare': 'general_services.childcare',
  'Child Support': { in: 'income.child_support', out: 'transfer_out.child_support' },
  'Kids Activities': 'general_services.kids_activities',
  Toys: 'general_merchandise.toys',

  'Personal Care': 'personal_care',
  Hair: 'personal_care.hair_and_beauty',
  Laundry: 'personal_care.laundry',
  'Spa & Massage': 'personal_care.spa_and_massage',

  Pets: 'general_merchandise.pet_supplies',
  'Pet Food & Supplies': 'general_merchandise.pet_supplies',
  'Pet Grooming': 'general_services.pet_care',
  Veterinary: 'medical.veterinary',

  Shopping: 'general_merchandise',
  Books: 'general_merchandise.books',
  Clothing: 'general_merchandise.clothing',
  'Electronics & Software': 'general_merchandise.electronics',
  Hobbies: 'general_merchandise.hobbies',
  'Sporting Goods': 'general_merchandise.sporting_goods',

  Taxes: 'government_and_non_profit',
  'Federal Tax': { in: 'income.tax_refund', out: 'government_and_non_profit.income_tax' },
  'Local Tax': { in: 'income.tax_refund', out: 'government_and_non_profit.local_tax' },
  'Property Tax': 'government_and_non_profit.property_tax',
  'Sales Tax': 'government_and_non_profit.sales_tax',
  'State Tax': { in: 'income.tax_refund', out: 'government_and_non_profit.state_tax' },

  Transfer: TRANSFER,
  'Credit Card Payment': 'loan_payments.credit_card',
  'Mortgage Payment': 'loan_payments.mortgage',
  'Transfer for Cash Spending': { in: 'transfer_in.deposit', out: 'transfer_out.cash_withdrawal' },

  Travel: 'travel',
  'Air Travel': 'travel.flights',
  Hotel: 'travel.lodging',
  'Rental Car & Taxi': 'travel.car_rental',
  Vacation: 'travel.vacation',

  Uncategorized: 'other.uncategorized',
  Cash: 'other.cash',
  Check: 'other.check',
};

// A row may name only the guid. Those of the leaves have to be asked for, these parents and three leaves are known.
const NAME_BY_GUID: Readonly<Record<string, string>> = {
  'CAT-7829f71c-2e8c-afa5-2f55-fa3634b89874': 'Auto & Transport',
  'CAT-79b02f2f-2adc-88f0-ac2b-4e71ead9cfc8': 'Bills & Utilities',
  'CAT-94b11142-e97b-941a-f67f-6e18d246a23f': 'Business Services',
  'CAT-bf5c9cca-c96b-b50d-440d-38d9adfda5b0': 'Education',
  'CAT-e04e9d1e-e041-c315-2e50-094143ab3f73': 'Entertainment',
  'CAT-d73ee74b-13a4-ac3e-4015-fc4ba9a62b2a': 'Fees & Charges',
  'CAT-6c7de3f8-de6c-7061-1dd2-b093044014bf': 'Financial',
  'CAT-bd56d35a-a9a7-6e10-66c1-5b9cc1b6c81a': 'Food & Dining',
  'CAT-b6d61a19-30a7-e852-2703-bdfb4072289e': 'Groceries',
  'CAT-8edf9663-623e-4735-490e-31288f0a70b0': 'Gifts & Donations',
  'CAT-52fa4693-c088-afb2-2a99-7bc39bb23a0f': 'Health & Fitness',
  'CAT-b709172b-4eb7-318e-3b5d-e0f0500b32ac': 'Home',
  'CAT-bf9f3294-4c40-1677-d269-54fbc189faf3': 'Income',
  'CAT-982ea9e6-3f0e-0c5b-611b-6657a10ba819': 'Paycheck',
  'CAT-ccd42390-9e8c-3fb6-a5d9-6c31182d9c5c': 'Investments',
  'CAT-0cb1d99d-f558-99e3-2282-b31f359b411a': 'Kids',
  'CAT-e5154228-fe45-790d-a280-f6bf5ae5ac9f': 'Personal Care',
  'CAT-7cccbafa-87d7-c9a6-661b-8b3402fe9e78': 'Pets',
  'CAT-aad51b46-d6f7-3da5-fd6e-492328b3023f': 'Shopping',
  'CAT-d00fc539-aa14-009b-4ffb-7e8c7b839954': 'Taxes',
  'CAT-bce48142-fea4-ff45-20d9-0a642d44de83': 'Transfer',
  'CAT-ea23d844-cbd1-eb10-f6ac-0df9610e59ae': 'Travel',
  'CAT-9588eaad-90a4-bb5c-66c8-1812503d0db8': 'Rental Car & Taxi',
  'CAT-d7851c65-3353-e490-1953-fb9235e681e4': 'Uncategorized',
};

// Maps, because keys come from outside.
const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(NAME_BY_GUID));

const KEYS: ReadonlyMap<string, Key> = new Map(
  Object.entries(BY_NAME).map(([name, key]) => [name.toLowerCase(), key]),
);

/** What is said about the purpose of a row. */
export interface SaidCategory {
  readonly guid: string | undefined;
  readonly name: string | undefined;
  readonly topLevel: string | undefined;
}

/** MX's own name of a category, from its guid where that is known: people can rename theirs, but no default one. */
export function categoryName({ guid, name }: SaidCategory): string | undefined {
  return (guid !== undefined ? NAMES.get(guid) : undefined) ?? name;
}

/** MX's category in the library's taxonomy. One that a person made counts as the default one above it. */
export function toCategory(said: SaidCategory, isMoneyIn: boolean): Category {
  const name = categoryName(said);
  const keyOf = (text = ''): Key | undefined => KEYS.get(text.toLowerCase());
  const key = keyOf(name) ?? keyOf(said.topLevel) ?? 'other';
  const provider = said.name ?? name ?? said.topLevel ?? said.guid;
  return category(typeof key === 'string' ? key : isMoneyIn ? key.in : key.out, { provider });
}
