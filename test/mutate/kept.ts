/** A mutant that no test can kill, and why. */
export interface Kept {
  readonly file: string;
  /** The line that it is on, without its indent. */
  readonly at: string;
  /** What it puts in place; all mutants of the line where it is not given. */
  readonly now?: string;
  readonly reason: string;
}

const SHORTCUT = 'a shortcut: without it the same comes out, later';
const UNEQUAL = 'what is compared is never equal: each stands once';
const TYPED = 'only the type knows of the other case; what is asked beside it rules it out';

const reconcile = (file: string, at: string, now: string, reason: string): Kept => ({
  file: `src/sync/reconcile/${file}.ts`,
  at,
  now,
  reason,
});

const WIPED = 'memory that is wiped: nobody can look at it afterwards';
const ASCII = 'of these characters both encodings make the same bytes';

const inVault = (file: string, at: string, now: string, reason: string): Kept => ({
  file: `src/vault/${file}.ts`,
  at,
  now,
  reason,
});

const inWebhooks = (file: string, at: string, now: string, reason: string): Kept => ({
  file: `src/webhooks/${file}.ts`,
  at,
  now,
  reason,
});

/** Survivors that were read: what they change nobody can see. */
export const KEPT: readonly Kept[] = [
  reconcile(
    'absence',
    'const account = covered.get(accountId) ?? { known: rows.length, anyRow: false, certain: false };',
    '({})',
    'what is not there reads as false, and how many are known is not asked where no row came',
  ),
  reconcile('decide', 'if (known.heads.size === 0) return leads;', 'false', SHORTCUT),
  reconcile('decide', "if (op.type === 'removal') continue;", 'false', 'nobody asks where a removal leads'),
  reconcile('decide', "if (op.type === 'removal') continue;", "''", 'nobody asks where a removal leads'),
  reconcile(
    'decide',
    'if (alias === undefined && (i === 0 ? op.key : transactionIdOf(key)) === transactionId) continue;',
    'false',
    'the key of an op is the id minted from its first key, at hand',
  ),
  reconcile(
    'match-fingerprint',
    '(a, b) => (a.loose?.occurrence ?? 0) - (b.loose?.occurrence ?? 0) || (a.key < b.key ? -1 : 1),',
    'a.key <= b.key',
    UNEQUAL,
  ),
  reconcile('match-fingerprint', 'for (const op of queues.size === 0 ? [] : rest) {', 'false', SHORTCUT),
  reconcile('match-fingerprint', 'return first < second ? -1 : 1;', 'first <= second', UNEQUAL),
  ...['queue.pop()', 'queue.at(-1)'].map((now) =>
    reconcile(
      'match-fingerprint',
      'for (let first = queue?.at(-1); first; queue?.pop(), first = queue?.at(-1))',
      now,
      'where it has a first, there is a queue',
    ),
  ),
  reconcile('match-fingerprint', 'if (gone.size === 0) return [];', 'false', SHORTCUT),
  ...['!op && !candidate', 'gone.get(key).length'].map((now) =>
    reconcile(
      'match-fingerprint',
      'if (!op || !candidate || ops.length > 1 || gone.get(key)?.length !== 1) return [];',
      now,
      TYPED,
    ),
  ),
  reconcile('match-pending', 'if (buckets.size === 0) continue;', 'false', SHORTCUT),
  reconcile('match-pending', 'if (standing.length === 0) return [];', 'false', SHORTCUT),
  reconcile(
    'match-pending',
    "const what = amount === 'exact' ? value : value.startsWith('-') ? '-' : '+';",
    "''",
    'the two signs only have to differ',
  ),
  reconcile(
    'match-pending',
    "rank.amount === 'exact' || withinTip(row.row.facts.amount, op.facts.amount);",
    "''",
    'equal amounts are within a tip of each other',
  ),
  reconcile(
    'match-pending',
    'if (!near) around.set(op, (near = within(rows, op.facts.date, -LATEST, -EARLIEST, most, dateOfRow)));',
    'true',
    SHORTCUT,
  ),
  ...['(!op || !row) && (ops.length < 2)', '!op && !row'].map((now) =>
    reconcile(
      'match-pending',
      'if (!op || !row || ops.length < 2 || ops.length !== rows.length) return [];',
      now,
      TYPED,
    ),
  ),
  reconcile(
    'match-pending',
    'const [before, after] = [minorOf(pending, DIGITS), minorOf(posted, DIGITS)].map((n) => (n < 0n ? -n : n));',
    'n <= 0n',
    'there is one 0',
  ),
  ...['false', '(before === undefined) && (after === undefined)', 'true'].map((now) =>
    reconcile('match-pending', 'if (before === undefined || after === undefined) return false;', now, TYPED),
  ),
  reconcile(
    'match-pending',
    'compareDates(dateOfOp(a), dateOfOp(b)) || (a.key < b.key ? -1 : 1);',
    'a.key <= b.key',
    UNEQUAL,
  ),
  reconcile(
    'match-pending',
    'compareDates(dateOfRow(a), dateOfRow(b)) || (a.id < b.id ? -1 : 1);',
    'a.id <= b.id',
    UNEQUAL,
  ),
  reconcile('resolve', 'if (known.heads.size === 0) return undefined;', 'false', SHORTCUT),
  reconcile(
    'resolve',
    'const head = rowOfKey(op.keys[i] as string, known, i === 0 ? op.key : undefined);',
    'false',
    'the key of an op is the id minted from its first key, at hand',
  ),
  reconcile(
    'resolve',
    "return op.keys.some((key) => known.heads.get(known.aliases.get(bookedKey(key)) ?? '')?.status === 'posted');",
    "'mutant'",
    'no row has either as its id',
  ),
  ...["(a[0] ?? '') <= (b[0] ?? '')", "'mutant'"].map((now) =>
    reconcile(
      'resolve',
      "return minted ?? (contenders.toSorted((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))[0] as Keys);",
      now,
      UNEQUAL,
    ),
  ),
  inVault(
    'content',
    "const ciphertext = cipher.update(plaintext, 'utf8');",
    "''",
    'text is UTF-8 where nothing is said',
  ),
  inVault('content', 'unproved.fill(0);', '', WIPED),
  inVault('data-key', 'halves.fill(0);', '', WIPED),
  inVault('secret-key', 'derived.fill(0);', '', WIPED),
  inVault('secret-key', 'unproved.fill(0);', '', WIPED),
  inVault('vault', 'raw.fill(0);', '', WIPED),
  inVault('envelope', "const id = Buffer.from(keyId, 'latin1');", "''", ASCII),
  inVault(
    'credentials',
    "if (typeof value !== 'string') throw unreadable(key);",
    'false',
    'the vault refuses what is no text with the same error',
  ),
  inVault(
    'credentials',
    '} catch {',
    '',
    'what could not be read is no object either, which is the same error',
  ),
  inVault(
    'data-key-cache',
    'if (this.#kept.get(place)?.key !== key) this.#keep(place, key);',
    'true',
    'kept anew in the same moment; only the count of its seals begins again',
  ),
  inVault('ring', "const chosen = this.#keys.get(primary ?? first ?? '');", "'mutant'", TYPED),
  inVault(
    'ring',
    "const digest = hash('sha256', bytes, 'hex');",
    "''",
    'the digests are only compared with each other',
  ),
  ...['kept.seals > MOST_SEALS', '', 'kept.seals--'].map((now) =>
    inVault(
      'data-key-cache',
      now === 'kept.seals > MOST_SEALS'
        ? 'if (!kept || kept.key.keyId !== keyId || kept.seals >= MOST_SEALS) return undefined;'
        : 'kept.seals++;',
      now,
      'the bound is 256 times below what the cipher bears, and 16 million seals away',
    ),
  ),
  inVault('iv-source', 'if (this.#at >= this.#pool.length) {', 'true', SHORTCUT),
  inVault(
    'fingerprint',
    'const sorted = Object.entries(credentials).sort(([a], [b]) => (a < b ? -1 : 1));',
    'a <= b',
    UNEQUAL,
  ),
  inVault(
    'vault',
    'return this.#cache.add(owner, `new ${primary.id}`, async () => {',
    "''",
    'a ring has one primary key',
  ),
  inVault('refresh/under-way', 'if (under.length === 0) return;', 'false', SHORTCUT),
  inVault(
    'refresh/watch',
    'if (holder === null) return true;',
    'false',
    'a slot without a holder ended long ago by the wall clock, too',
  ),
  inWebhooks(
    'body',
    'const giveUp = (): void => void reader.cancel(signal?.reason).catch(() => {});',
    'signal.reason',
    'only a signal calls it',
  ),
  inWebhooks(
    'body',
    'if (done) return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);',
    'false',
    SHORTCUT,
  ),
  inWebhooks('dead-letters', "userId: '',", "'mutant'", 'what is taken away is found by its key'),
  ...['true', 'old.length >= 0'].map((now) =>
    inWebhooks(
      'dead-letters',
      'if (old.length > 0) await store.records.write(old.flatMap(({ key }) => forgetting(key)));',
      now,
      SHORTCUT,
    ),
  ),
  inWebhooks(
    'desk',
    'const isNew = arrived?.fresh.includes(true) ?? false;',
    'true',
    'where nothing arrived there is neither a window nor a wish',
  ),
  inWebhooks(
    'promote',
    'if (ours && alive && window?.first !== null) await ledger.want(connectionId, now);',
    'window.first',
    TYPED,
  ),
  ...['true', "'mutant'"].map((now) =>
    inWebhooks(
      'replay',
      "const text = await vault.open(typeof record.value === 'string' ? record.value : '', contextOf(record));",
      now,
      'the vault refuses what is no text, and what is not sealed, with the same error',
    ),
  ),
];
