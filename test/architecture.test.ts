import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { type Import, listFiles, readSources, root, type SourceFile, walk } from './support/source-files.ts';

// THE TABLE: what each part of src/ may import from the other parts (its own part is always allowed).
// Type imports count too. To add a part, add a line; to add an edge, say why in docs/decisions/.
const leaves = ['model', 'errors', 'internal'];
const parts = ['adapter-kit', 'store', 'vault', 'changes', 'audit', 'consent', ...leaves];
const flows = ['sync', 'links', 'privacy', 'webhooks', 'schedule', ...parts];
const allowed: Readonly<Record<string, readonly string[]>> = {
  internal: [],
  errors: ['internal'],
  model: ['errors', 'internal'],
  'adapter-kit': leaves,
  store: leaves,
  vault: ['adapter-kit', 'store', ...leaves],
  changes: ['store', ...leaves],
  // The key behind the chain is sealed by the vault.
  audit: ['vault', 'store', ...leaves],
  consent: ['store', ...leaves],
  sync: parts,
  links: ['sync', ...parts],
  privacy: ['sync', 'links', ...parts],
  webhooks: ['sync', ...parts],
  schedule: ['sync', ...parts],
  client: flows,
  http: ['client', ...flows],
  index: ['client', ...flows],
  sandbox: ['model', 'internal'],
  testing: ['client', 'http', 'sandbox', ...flows],
  cli: [],
};

// Packages that src/ may import, and those that each adapter may import on top of zod.
const srcPackages = ['axios', 'p-retry', 'zod'];
const adapterPackages: Readonly<Record<string, readonly string[]>> = {
  faker: ['@faker-js/faker'],
  mx: ['mx-platform-node'],
  plaid: ['plaid'],
  truelayer: ['truelayer-client'],
};

// Ways around the ports. The globals that need no more than a name are banned in .config/oxlint.json.
const nondeterministic = /^(random(UUID|Bytes|Int|Fill|FillSync)|getRandomValues)$/;
const clockModules = /^node:(timers(\/promises)?|perf_hooks)$/;

const longestFile = 400;
const longestMedian = 80;
const vagueNames = /^(manager|helper|util|service)s?$/i;

const written = 'See test/architecture.test.ts and "House rules" in .github/CONTRIBUTING.md.';

const src = readSources('src');
const adapters = readSources('adapters');
const examples = readSources('examples');
const tests = readSources('test');
const publicNames = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object }).exports,
).map((key) => key.replace(/^\./, 'bankweave'));

const isBuiltin = ({ specifier }: Import): boolean =>
  specifier.startsWith('node:') || builtinModules.includes(specifier);
const isOurs = ({ specifier }: Import): boolean => /^bankweave(\/|$)/.test(specifier);
const packageOf = ({ specifier }: Import): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
/** `src/store/sqlite/index.ts` -> `store`; `src/index.ts` -> `index`. */
const partOf = (path: string): string => path.split('/')[1]?.replace(/\.ts$/, '') ?? '';
const isCli = (file: SourceFile): boolean => partOf(file.path) === 'cli';
/** `within('src/store/sqlite')` answers for the folder and for `src/store/sqlite.ts`. */
const within = (place: string, path: string): boolean =>
  path.startsWith(`${place}/`) || path === `${place}.ts`;

/** Collects `path:line what` for every import that `judge` objects to. */
function offences(
  files: readonly SourceFile[],
  judge: (from: Import, file: SourceFile) => string | undefined,
) {
  return files.flatMap((file) =>
    file.imports.flatMap((found) => {
      const objection = judge(found, file);
      return objection ? [`${file.path}:${found.line} imports "${found.specifier}": ${objection}`] : [];
    }),
  );
}

function expectNone(found: readonly string[]): void {
  expect(found, `\n${found.join('\n')}\n${written}\n`).toEqual([]);
}

test('parts of src/ import only what the table allows', () => {
  const unlisted = src.filter((file) => !(partOf(file.path) in allowed));
  expectNone(unlisted.map(({ path }) => `${path}: "${partOf(path)}" is not in the table of allowed imports`));
  expectNone(
    offences(src, ({ target }, { path }) => {
      if (target === undefined) return undefined;
      if (!target.startsWith('src/')) return 'src/ imports nothing from outside of src/';
      const [from, to] = [partOf(path), partOf(target)];
      if (from === to || allowed[from]?.includes(to)) return undefined;
      return `"${from}" may import only ${allowed[from]?.join(', ') || 'itself'}`;
    }),
  );
});

test('docs/architecture.md shows every part of src/', () => {
  const [tree = ''] = readFileSync(join(root, 'docs/architecture.md'), 'utf8').split('\nadapters/');
  const shown = [...tree.matchAll(/^  ([\w-]+)(?:\/|\.ts)/gm)].map(([, name = '']) => name);
  expect(shown.toSorted()).toEqual([...new Set(src.map(({ path }) => partOf(path)))].toSorted());
});

test('there are no import cycles in src/ and adapters/', () => {
  const files = new Map([...src, ...adapters].map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    for (const { target } of files.get(path)?.imports ?? []) if (target) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of files.keys()) visit(path, []);
  expectNone(cycles);
});

test('guests import bankweave by public name', () => {
  const guests = [...adapters, ...examples, ...src.filter(isCli), ...tests];
  expectNone(
    offences(guests, (found, { path }) => {
      const { target } = found;
      if (isOurs(found)) {
        return publicNames.includes(found.specifier) ? undefined : 'not an entry point of package.json';
      }
      if (target === undefined) return undefined;
      const home = path.split('/').slice(0, 2).join('/');
      // Unit tests may look inside; everyone else stays at home and knocks at the front door.
      if (path.startsWith('test/')) return undefined;
      return target.startsWith(`${home}/`) ? undefined : `only files of ${home}/ or "bankweave/..."`;
    }),
  );
  expectNone(
    offences(
      src.filter((file) => !isCli(file)),
      (found) => (isOurs(found) ? 'inside src/ imports are relative' : undefined),
    ),
  );
  expectNone(
    offences(adapters, (found, { path }) =>
      found.specifier.startsWith('bankweave/adapters/') || found.specifier === 'bankweave'
        ? `an adapter needs no other adapter and no client (${path.split('/')[1]})`
        : undefined,
    ),
  );
});

test('packages stay where they belong', () => {
  const external = (found: Import): boolean => !found.target && !isOurs(found);
  expectNone(
    offences([...src, ...adapters], (found) =>
      isBuiltin(found) && !found.specifier.startsWith('node:') ? 'write built-ins with node:' : undefined,
    ),
  );
  expectNone(
    offences(src, (found, { path }) => {
      if (!external(found)) return undefined;
      if (found.specifier === 'node:sqlite') {
        return within('src/store/sqlite', path) ? undefined : 'only src/store/sqlite may';
      }
      if (isBuiltin(found)) return undefined;
      if (!srcPackages.includes(packageOf(found)))
        return `src/ uses only ${srcPackages.join(', ')} and node:`;
      if (packageOf(found) !== 'axios' || within('src/adapter-kit/http', path)) return undefined;
      return 'only src/adapter-kit/http may';
    }),
  );
  expectNone(
    offences(adapters, (found, { path }) => {
      if (!external(found) || isBuiltin(found)) return undefined;
      const own = ['zod', ...(adapterPackages[path.split('/')[1] ?? ''] ?? [])];
      return own.includes(packageOf(found))
        ? undefined
        : `this adapter uses only ${own.join(', ')} and node:`;
    }),
  );
});

test('time and chance come from the ports in src/internal', () => {
  const found: string[] = [];
  const watched = [...src, ...adapters].filter((file) => !file.path.startsWith('src/internal/'));
  for (const { path, tree, imports } of watched) {
    for (const { specifier, names, line } of imports) {
      const risky = specifier === 'node:crypto' ? names.filter((name) => nondeterministic.test(name)) : [];
      if (clockModules.test(specifier)) found.push(`${path}:${line} imports "${specifier}"`);
      if (specifier === 'node:crypto' && !names.length)
        found.push(`${path}:${line} hides names of node:crypto`);
      for (const name of risky) found.push(`${path}:${line} imports "${name}" of node:crypto`);
    }
    walk(tree, (node, line) => {
      if (ts.isNewExpression(node) && node.expression.getText(tree) === 'Date' && !node.arguments?.length) {
        found.push(`${path}:${line} reads the clock with new Date()`);
      }
      if (!ts.isPropertyAccessExpression(node)) return;
      const [owner, name] = [node.expression.getText(tree), node.name.text];
      const risky =
        (/crypto$/i.test(owner) && nondeterministic.test(name)) ||
        (owner === 'performance' && name === 'now') ||
        (owner === 'globalThis' && /^(fetch|set(Timeout|Interval|Immediate)|Date|crypto)$/.test(name));
      if (risky) found.push(`${path}:${line} uses ${owner}.${name}`);
    });
  }
  expectNone(found);
});

test('reconcile is pure', () => {
  const impure = ({ specifier, target, typeOnly }: Import, direct: boolean): string | undefined => {
    if (specifier.startsWith('node:') && specifier !== 'node:crypto')
      return 'a built-in other than node:crypto';
    if (/^(axios|p-retry)$/.test(specifier)) return 'I/O';
    if (!target || (typeOnly && !direct)) return undefined;
    if (/(^|\/)(system-)?(clock|random|timers?)(\.ts$|\/)/.test(target)) return 'a clock or chance';
    if (within('src/adapter-kit/http', target) || within('src/http', target)) return 'I/O';
    if (['memory', 'sqlite', 'postgres'].some((name) => within(`src/store/${name}`, target)))
      return 'a store';
    return undefined;
  };
  const files = new Map(src.map((file) => [file.path, file]));
  const start = src.filter(({ path }) => within('src/sync/reconcile', path));
  const seen = new Set(start);
  const found: string[] = [];
  // What reconcile imports at run time, at any depth, is judged too.
  for (const file of seen) {
    for (const edge of file.imports) {
      const objection = impure(edge, start.includes(file));
      if (objection) found.push(`${file.path}:${edge.line} brings ${objection} into src/sync/reconcile`);
      const next = edge.target && !edge.typeOnly ? files.get(edge.target) : undefined;
      if (next) seen.add(next);
    }
  }
  expectNone(found);
});

test('the import loads the front door only', () => {
  const files = new Map(src.map((file) => [file.path, file]));
  // Everything that is loaded at once with `bankweave` and `bankweave/adapter-kit`.
  const seen = new Set(['src/index.ts', 'src/adapter-kit/index.ts']);
  for (const path of seen)
    for (const { target, typeOnly, lazy } of files.get(path)?.imports ?? [])
      if (target && !typeOnly && !lazy) seen.add(target);
  // Constants and small checks of these may be needed at once; what they do is loaded by the call that needs it.
  const atOnce = [
    'src/audit/entry.ts',
    'src/links/orphans.ts',
    'src/sync/suggestions.ts',
    'src/vault/refresh/under-way.ts',
    'src/webhooks/inbox.ts',
    'src/webhooks/received.ts',
  ];
  const behind = ['audit', 'consent', 'links', 'privacy', 'schedule', 'sync', 'vault', 'webhooks'];
  expectNone(
    [...seen]
      .filter((path) => behind.includes(partOf(path)) && !atOnce.includes(path))
      .map(
        (path) => `${path} is loaded with the import; ask for it with engine() of src/client/load-engine.ts`,
      ),
  );
  // Their own export lists touch what Node loads slowly.
  const slow = ['node:crypto', 'node:http', 'node:https', 'node:process', 'zod', 'axios', 'p-retry'];
  expectNone(
    [...seen].flatMap((path) =>
      (files.get(path)?.imports ?? [])
        .filter(({ specifier, typeOnly, lazy }) => slow.includes(specifier) && !typeOnly && !lazy)
        .map(({ specifier, line }) => `${path}:${line} loads ${specifier} with the import`),
    ),
  );
});

test('files are short, plainly named and explicit', () => {
  const files = [...src, ...adapters];
  expectNone(
    files
      .filter(({ lines }) => lines > longestFile)
      .map(({ path, lines }) => `${path} has ${lines} lines, ${longestFile} is the limit`),
  );
  const sizes = files.map(({ lines }) => lines).sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  expectNone(
    median < longestMedian ? [] : [`the median file has ${median} lines, ${longestMedian} is too many`],
  );
  expectNone(
    listFiles('src', 'adapters', 'examples', 'test')
      .filter((path) => path.split(/[/.-]/).some((word) => vagueNames.test(word)))
      .map((path) => `${path}: name it after what it does, not manager, helper, util or service`),
  );
  const stars = files.flatMap(({ path, tree }) =>
    tree.statements
      .filter((node) => ts.isExportDeclaration(node) && !node.exportClause)
      .map(() => `${path} has "export *": name what is exported`),
  );
  expectNone(stars);
  expectNone(
    offences([...src, ...adapters, ...examples, ...tests], ({ target }) =>
      target && !/\.(ts|json)$/.test(target) ? 'relative imports end in .ts' : undefined,
    ),
  );
});
