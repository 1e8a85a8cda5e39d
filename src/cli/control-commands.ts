import { calendarDate } from 'bankweave';
import { FAULT_KINDS, SCENARIOS, type World } from 'bankweave/sandbox';
import { z } from 'zod';

/** What can be done to the world from outside, by name. Input and answer are plain JSON. */
export const commands: Readonly<Record<string, (world: World, input: unknown) => unknown>> = {
  advance: command(
    {
      days: z.number().min(0).optional(),
      hours: z.number().min(0).optional(),
      minutes: z.number().min(0).optional(),
    },
    (world, by) => {
      world.advance(present(by));
      return { now: new Date(world.now()).toISOString() };
    },
  ),
  login: command(
    { institution: z.string(), username: z.string().min(1) },
    (world, { institution, username }) => {
      const { id, accounts } = world.login(institution, username);
      return {
        id,
        accounts: accounts.map(({ id: account, name, type, subtype, mask }) => ({
          id: account,
          name,
          type,
          subtype,
          mask,
        })),
      };
    },
  ),
  ledger: command({ account: z.string() }, (world, { account }) => ({ rows: world.ledger(account) })),
  fail: command(
    {
      target: z.string(),
      kind: z.enum(FAULT_KINDS),
      times: z.int().min(1).optional(),
      retryAfterMs: z.int().min(0).optional(),
    },
    (world, { target, ...fault }) => {
      world.fail(target, present(fault));
      return {};
    },
  ),
  heal: command({ target: z.string(), kind: z.enum(FAULT_KINDS).optional() }, (world, { target, kind }) => {
    world.heal(target, kind);
    return {};
  }),
  post: command(
    {
      account: z.string(),
      amount: z.string(),
      date: z.string().optional(),
      description: z.string().optional(),
      merchant: z.string().optional(),
      pending: z.boolean().default(false),
    },
    (world, { account, pending, date, ...row }) => {
      const given = { ...present(row), ...(date !== undefined && { date: calendarDate(date) }) };
      return { row: pending ? world.authorize(account, given) : world.post(account, given) };
    },
  ),
  settle: command(
    { row: z.string(), amount: z.string().optional(), linked: z.boolean().optional() },
    (world, { row, ...how }) => ({ row: world.settle(row, present(how)) }),
  ),
  remove: command({ row: z.string() }, (world, { row }) => {
    world.remove(row);
    return {};
  }),
  scenario: command(
    { account: z.string(), name: z.enum(SCENARIOS), everyMs: z.number().min(1).optional() },
    (world, { account, name, everyMs }) => {
      world.scenario(name, account, everyMs === undefined ? {} : { everyMs });
      return {};
    },
  ),
};

function command<Shape extends z.ZodRawShape>(
  shape: Shape,
  act: (world: World, input: z.output<z.ZodObject<Shape, z.core.$strict>>) => unknown,
) {
  const schema = z.strictObject(shape);
  return (world: World, input: unknown) => act(world, schema.parse(input));
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The same without the fields that were left out. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
