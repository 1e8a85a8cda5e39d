import type { Bankweave, Run } from 'bankweave';
import { rewrap } from 'bankweave/vault';
import type { Chance } from './chance.ts';
import type { Face, Person } from '../faces/face.ts';
import { consistent, divergence, unbalanced } from './oracle.ts';
import { Process, type Surroundings } from './process.ts';
import { Actor } from './scheduler.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Rows that are gone may need so many looks before that is believed. */
const LOOKS = 8;

type SyncOptions = NonNullable<Parameters<Bankweave['sync']>[1]>;

/** A connection of the story. */
interface Linked {
  readonly id: string;
  readonly person: Person;
  readonly face: Face;
  readonly at: number;
}

/** One seed's story: processes sync, crash and stop while the world moves on; then everything calms down and is compared. */
export class Story {
  readonly #around: Surroundings;
  readonly #chance: Chance;
  readonly #driver = new Actor('the test');
  readonly #linked: Linked[] = [];
  readonly #erased = new Set<string>();
  #processes: Process[] = [];
  #born = 0;

  constructor(around: Surroundings, chance: Chance) {
    this.#around = around;
    this.#chance = chance;
  }

  async tell(): Promise<void> {
    const { scheduler, weather } = this.#around;
    const chance = this.#chance;
    const storm = { ...weather };
    Object.assign(weather, { refused: 0, lost: 0 });
    for (let i = 1 + chance.below(3); i > 0; i--) this.#start();
    for (let i = 1 + chance.below(3); i > 0; i--) await this.#link();
    Object.assign(weather, storm);
    for (let round = 8 + chance.below(7); round > 0; round--) {
      await this.#something();
      await scheduler.sleep(this.#driver, chance.pick([0, 0, 1_000, MINUTE, HOUR, 9 * HOUR, 30 * HOUR]));
      // Dear, so not each time for each.
      if (this.#linked.length > 0 && chance.happens(0.3))
        this.#complain(await consistent(this.#around.store, chance.pick(this.#linked).id));
    }
    Object.assign(weather, { refused: 0, lost: 0 });
    await this.#calm();
  }

  #start(): Process {
    const process = new Process(this.#around, `p${++this.#born}`);
    this.#processes.push(process);
    return process;
  }

  async #link(): Promise<void> {
    const { faces, wires, scheduler } = this.#around;
    const face = this.#chance.pick(faces);
    const person: Person = {
      userId: this.#chance.pick(['ada', 'grace']),
      institution: this.#chance.pick(face.institutions),
      username: `u${this.#chance.below(50)}`,
    };
    const wire = wires.get(face.id);
    const id = await this.#chance
      .pick(this.#processes)
      .begin('a link', (bank) => face.link(bank, person, wire));
    if (id === undefined || this.#linked.some((known) => known.id === id)) return;
    this.#linked.push({ id, person, face, at: scheduler.now() });
  }

  async #something(): Promise<void> {
    const chance = this.#chance;
    const process = chance.pick(this.#processes);
    const target = this.#linked.length > 0 ? chance.pick(this.#linked) : undefined;
    const deeds: readonly (() => unknown)[] = [
      () => target && void process.begin(`sync ${target.id}`, (bank) => this.#sync(bank, target)),
      () => target && void process.begin(`sync ${target.id}`, (bank) => this.#sync(bank, target)),
      () => void process.begin('what is due', (bank) => bank.runDue({ limit: 10, concurrency: 2 })),
      () => target && this.#abortedSync(process, target),
      () => target && this.#worldMoves(target),
      () => target && this.#worldMoves(target),
      () => target && this.#breaks(target),
      () => this.#crash(process),
      () => process.stop(chance.pick([5_000, 2 * MINUTE, HOUR])),
      () => Promise.all([...process.underWay]),
      () => target && this.#webhooks(target),
      () => chance.happens(0.6) && this.#rotates(process),
      () => target && void process.begin('a check', (bank) => bank.check({ connectionId: target.id })),
      () => chance.happens(0.2) && target && this.#erase(process, target.person.userId),
    ];
    await chance.pick(deeds)();
  }

  async #sync(bank: Process['bank'], { id }: Linked, options: SyncOptions = {}): Promise<Run> {
    const run = await bank.sync(id, options);
    this.#complain(unbalanced(run));
    return run;
  }

  #abortedSync(process: Process, target: Linked): void {
    const stop = new AbortController();
    void process.begin(
      `sync ${target.id} for a while`,
      (bank) => this.#sync(bank, target, { signal: stop.signal }),
      stop.signal,
    );
    void this.#around.scheduler.sleep(this.#driver, this.#chance.below(3_000)).then(() => stop.abort());
  }

  #worldMoves({ person: { institution, username }, face }: Linked): void {
    const { world, scheduler } = this.#around;
    const accounts = world.login(institution, username).accounts.filter(({ type }) => type === 'depository');
    if (accounts.length === 0 || face.scenarios.length === 0) return;
    const [name, account] = [this.#chance.pick(face.scenarios), this.#chance.pick(accounts)];
    scheduler.note(`the world plays ${name}`);
    world.scenario(name, account.id, { everyMs: this.#chance.pick([HOUR, 30 * HOUR]) });
  }

  #breaks({ person: { institution, username }, face }: Linked): void {
    const { world, scheduler } = this.#around;
    const login = world.login(institution, username);
    const kind = this.#chance.pick(face.faults);
    const target = kind === 'account_error' ? (login.accounts[0]?.id ?? login.id) : login.id;
    scheduler.note(`the world breaks: ${kind}`);
    const lasts = this.#chance.happens(0.5)
      ? { times: 1 + this.#chance.below(3) }
      : { until: scheduler.now() + 5 * HOUR };
    world.fail(target, { kind, ...lasts });
  }

  /** A webhook arrives at one of the processes. */
  async receive(provider: string, request: Request): Promise<Response> {
    const process = this.#chance.pick(this.#processes);
    const answer = await process.begin(`a webhook of ${provider}`, (bank) =>
      bank.webhooks.receive(provider as never, request),
    );
    return new Response(null, { status: answer?.status ?? 503 });
  }

  #webhooks({ face }: Linked): void {
    const wire = this.#around.wires.get(face.id);
    if (wire) void face.announce?.(wire).catch(() => {});
  }

  /** The next step of a change of keys, which is a deployment of its own. */
  async #rotates(process: Process): Promise<void> {
    const around = this.#around;
    if (around.ring === 3) return;
    if (around.ring === 2) {
      const { store, vault } = process;
      const report = await process.begin('a re-wrap', () => rewrap({ store, vault }));
      if (report?.missed !== 0 || report.failed.length > 0) return;
    }
    around.ring += 1;
    around.scheduler.note(`keys, step ${around.ring}`);
    for (const one of this.#processes) this.#crash(one);
  }

  #crash(process: Process): void {
    process.crash();
    this.#processes = this.#processes.filter((one) => one !== process);
    this.#start();
  }

  #erase(process: Process, userId: string): void {
    this.#erased.add(userId);
    void process.begin('an erasure', (bank) => bank.user(userId).erase());
  }

  /** Faults end, and with enough time everything must come right. */
  async #calm(): Promise<void> {
    const { scheduler, store, world } = this.#around;
    scheduler.note('calm');
    for (const { person } of this.#linked) {
      const { id, accounts } = world.login(person.institution, person.username);
      for (const target of [id, ...accounts.map((account) => account.id)]) world.heal(target);
    }
    await scheduler.sleep(this.#driver, 2 * HOUR);
    await Promise.all(this.#processes.flatMap(({ underWay }) => [...underWay]));
    const last = this.#start();
    for (const userId of this.#erased)
      await last.begin('the erasure again', (bank) => bank.user(userId).erase());
    for (const linked of this.#linked) {
      this.#complain(await consistent(store, linked.id));
      if (this.#erased.has(linked.person.userId)) continue;
      this.#complain(await this.#settles(last, linked));
    }
    await last.begin('the end', (bank) => bank.close());
  }

  /** Syncs until the ledger is what the bank shows; tells what it is not, where that does not come. */
  async #settles(process: Process, linked: Linked): Promise<readonly string[]> {
    const attended = { ip: '203.0.113.7' };
    const wire = this.#around.wires.get(linked.face.id);
    let wrong: readonly string[] = [`${linked.id} does not come to rest`];
    for (let attempt = 0, looks = 0; attempt < 20 && looks < LOOKS; attempt++) {
      if (wire) linked.face.freshen?.(wire);
      const run = await process.begin(`sync ${linked.id}`, (bank) => this.#sync(bank, linked, { attended }));
      if (run?.status === 'complete' && !run.error) {
        looks += 1;
        wrong = await divergence(this.#around, linked.id, linked.person, linked.at);
        if (wrong.length === 0) return [];
      }
      const found = await process.begin('a look', (bank) =>
        bank.user(linked.person.userId).connections.get(linked.id),
      );
      if (found?.health.auth === 'action_required') await this.#repair(process, linked);
      // Of today no provider that is asked by day is certain.
      await this.#around.scheduler.sleep(this.#driver, attempt < 3 ? HOUR : 9 * HOUR);
    }
    return wrong;
  }

  async #repair(process: Process, { id, person, face }: Linked): Promise<void> {
    const wire = this.#around.wires.get(face.id);
    await process.begin(`repair ${id}`, (bank) => face.repair(bank, id, person, wire));
  }

  #complain(problems: readonly string[]): void {
    this.#around.problems.push(...problems);
  }
}
