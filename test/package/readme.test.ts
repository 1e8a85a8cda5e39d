import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFiles } from '../support/source-files.ts';
import { type Block, blocksOf, isProgram } from './blocks.ts';
import { Project } from './project.ts';

// Every code block of the README and of docs/ is tried out in a project of its own, the way a reader would:
//
// - `ts` that imports createBankweave is a program: it is run, and what the next `text` block shows is what it prints;
// - any other `ts` is a fragment: it is run with what is declared in `scene` below, unless the line above says
//   `<!-- type-checked only -->`;
// - `ts` that begins with `// name.ts` is kept as that file for the blocks after it;
// - `sql` runs on a file that a sync has filled.
//
// All of it is type-checked, strictly. The adapters' pages: adapter-readmes.test.ts. Links and the rest: pages.test.ts.

const slow = 120_000;
const pages = [
  'README.md',
  ...listFiles('docs', 'adapters/truelayer/sandbox').filter((path) => path.endsWith('.md')),
];

/** What a fragment may take for granted. */
const scene = `
import { createBankweave } from 'bankweave';
import { faker } from 'bankweave/adapters/faker';
import { createWorld } from 'bankweave/sandbox';
import { sqliteStore } from 'bankweave/store/sqlite';

export { createBankweave, faker, sqliteStore };
export const world = createWorld({ seed: 7 });
export const store = sqliteStore(process.env['SCENE'] ?? ':memory:');
export const bank = createBankweave({ adapters: [faker({ world })], clock: world.clock, store });
export const ada = bank.user('ada');
export const link = await ada.links.start('faker');
export const connection = await ada.links.complete('faker', link.id);
await bank.sync(connection.id);
export const [account] = (await ada.accounts.list()).items as [Awaited<ReturnType<typeof ada.accounts.get>>];
export const [transaction] = (await ada.transactions.list()).items as [Awaited<ReturnType<typeof ada.transactions.get>>];
export let cursor: string | undefined;
export const client = { encrypt: async (..._: unknown[]) => new Uint8Array(32), decrypt: async (..._: unknown[]) => new Uint8Array(32) };
export const old = { id: '2025', secret: '${randomBytes(32).toString('base64')}' };
export const next = { id: '2026', secret: '${randomBytes(32).toString('base64')}' };
export const show = (..._: unknown[]): void => {};
`;
const names = [...scene.matchAll(/^export (?:const|let) \[?(\w+)|^export \{(.+)\}/gm)].flatMap(
  ([, name, list]) => (name === undefined ? (list ?? '').split(',').map((one) => one.trim()) : name),
);

const blocks = pages.flatMap(blocksOf);
const programs = blocks.filter(
  ({ language, code, checkOnly }) => language === 'ts' && isProgram(code) && !checkOnly,
);
const fragments = blocks.filter(
  ({ language, code, checkOnly }) => language === 'ts' && !isProgram(code) && !checkOnly,
);

let project: Project;

beforeAll(() => {
  project = new Project();
  for (const block of blocks) {
    if (block.language !== 'ts') continue;
    project.write(block.file, isProgram(block.code) ? block.code : inScene(block));
    if (!isProgram(block.code)) project.write(`${block.file.slice(0, -3)}.scene.ts`, scene);
  }
});

afterAll(() => project?.remove(), slow);

test('there is something to try', () => {
  expect(blocks.filter(({ page }) => page === 'README.md').length).toBeGreaterThan(5);
  expect(programs.length).toBeGreaterThan(0);
});

test(
  'every TypeScript block passes a strict compiler',
  () =>
    expect(
      project.complaints(blocks.filter(({ language }) => language === 'ts').map(({ file }) => file)),
    ).toEqual([]),
  slow,
);

describe('programs print what is shown', () => {
  test.each(programs.map((block) => [`${block.page}:${block.line}`, block] as const))(
    '%s',
    async (_, { file, output }) => {
      const { stdout, stderr } = await project.run(file);
      expect(stderr).toBe('');
      if (output !== undefined) expect(stdout.trimEnd()).toBe(output.trimEnd());
    },
    slow,
  );
});

test(
  'fragments run',
  async () => {
    const main = fragments.map(
      ({ file, page, line }) =>
        `await import('./${file}').catch((error) => console.log('${page}:${line}', error.code, error.message, error.stack));`,
    );
    project.write(
      'fragments.ts',
      `const log = console.log; console.log = () => {};\n${main.join('\n').replaceAll('console.log(', 'log(')}\nexport {};\n`,
    );
    const { stdout, stderr } = await project.run('fragments.ts');
    expect(stdout).toBe('');
    expect(stderr).toBe('');
  },
  slow,
);

test(
  'SQL blocks run on a ledger',
  async () => {
    const statements = blocks.filter(({ language }) => language === 'sql');
    if (statements.length === 0) return;
    const file = join(project.folder, 'ledger.db');
    project.write('fill.ts', `${scene}\nawait bank.close();\n`);
    await project.run('fill.ts', { SCENE: file });
    const database = new DatabaseSync(file, { readOnly: true });
    for (const { code, page, line } of statements) {
      for (const statement of code.split(/;\s*\n/).filter((text) => text.trim() !== ''))
        expect(() => database.prepare(statement).all(), `${page}:${line}`).not.toThrow();
    }
    database.close();
  },
  slow,
);

/** A fragment with imports of what it takes for granted. */
function inScene({ code, file }: Block): string {
  const taken = names.filter(
    (name) =>
      new RegExp(`(?<![.\\w'/])${name}\\b(?!:)`).test(code) &&
      !new RegExp(`(const|let) (\\[|\\{ )?${name}\\b|import [^;\\n]*\\b${name}\\b`).test(code),
  );
  const from = `./${file.split('/').at(-1)?.slice(0, -3)}.scene.ts`;
  const imports = taken.length > 0 ? `import { ${taken.join(', ')} } from '${from}';\n` : '';
  return `${imports}${code}\nexport {};\n`;
}
