import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFiles, root } from '../support/source-files.ts';

// Every code block of the README and of docs/ is tried out in a project of its own, the way a reader would:
//
// - `ts` that imports createBankweave is a program: it is run, and what the next `text` block shows is what it prints;
// - any other `ts` is a fragment: it is run with what is declared in `scene` below, unless the line above says
//   `<!-- type-checked only -->`;
// - `ts` that begins with `// name.ts` is kept as that file for the blocks after it;
// - `sql` runs on a file that a sync has filled, `json` parses, `sh` names scripts and files that exist.
//
// All of it is type-checked, strictly. The time is always noon in UTC on 20 November 2026.

const run = promisify(execFile);
const slow = 120_000;
const BANKWEAVE_KEY = randomBytes(32).toString('base64');
const pages = ['README.md', ...listFiles('docs').filter((path) => path.endsWith('.md'))];

interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
  readonly checkOnly: boolean;
  /** What the program is said to print. */
  readonly output: string | undefined;
  /** The file it is kept as in the project. */
  readonly file: string;
}

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

const stoppedClock = `
const at = Date.parse('2026-11-20T12:00:00Z');
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length > 0 ? given : [at])); }
  static now() { return at; }
};
`;

const blocks = pages.flatMap(blocksOf);
const programs = blocks.filter(
  ({ language, code, checkOnly }) => language === 'ts' && isProgram(code) && !checkOnly,
);
const fragments = blocks.filter(
  ({ language, code, checkOnly }) => language === 'ts' && !isProgram(code) && !checkOnly,
);

let project = '';

beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'bankweave-readme-')));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(join(project, 'stopped-clock.mjs'), stoppedClock);
  mkdirSync(join(project, 'node_modules/@faker-js'), { recursive: true });
  symlinkSync(root, join(project, 'node_modules/bankweave'), 'dir');
  for (const name of ['zod', '@types', '@faker-js/faker'])
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name), 'dir');
  for (const block of blocks) {
    if (block.language !== 'ts') continue;
    const path = join(project, block.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, isProgram(block.code) ? block.code : inScene(block));
    if (!isProgram(block.code)) writeFileSync(`${path.slice(0, -3)}.scene.ts`, scene);
  }
});

afterAll(() => {
  if (project) rmSync(project, { recursive: true, force: true });
});

test('there is something to try', () => {
  expect(blocks.filter(({ page }) => page === 'README.md').length).toBeGreaterThan(5);
  expect(programs.length).toBeGreaterThan(0);
});

test(
  'every TypeScript block passes a strict compiler',
  () => {
    const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config as {
      compilerOptions: object;
    };
    const options = ts.convertCompilerOptionsFromJson(config.compilerOptions, project).options;
    const files = blocks.filter(({ language }) => language === 'ts').map(({ file }) => join(project, file));
    const program = ts.createProgram([...new Set(files)], { ...options, noUnusedLocals: false });
    const said = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const name = file?.fileName.slice(project.length + 1);
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${name}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
    expect(said).toEqual([]);
  },
  slow,
);

describe('programs print what is shown', () => {
  test.each(programs.map((block) => [`${block.page}:${block.line}`, block] as const))(
    '%s',
    async (_, { file, output }) => {
      const { stdout, stderr } = await start(file);
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
    writeFileSync(
      join(project, 'fragments.ts'),
      `const log = console.log; console.log = () => {};\n${main.join('\n').replaceAll('console.log(', 'log(')}\nexport {};\n`,
    );
    const { stdout, stderr } = await start('fragments.ts');
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
    const file = join(project, 'ledger.db');
    writeFileSync(join(project, 'fill.ts'), `${scene}\nawait bank.close();\n`);
    await start('fill.ts', { SCENE: file });
    const database = new DatabaseSync(file, { readOnly: true });
    for (const { code, page, line } of statements) {
      for (const statement of code.split(/;\s*\n/).filter((text) => text.trim() !== ''))
        expect(() => database.prepare(statement).all(), `${page}:${line}`).not.toThrow();
    }
    database.close();
  },
  slow,
);

test('shell blocks name what is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const missing = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code, page, line }) => [
      ...[...code.matchAll(/npm run (?:-s )?([\w:-]+)/g)]
        .filter(([, name = '']) => !(name in scripts))
        .map(([command]) => `${page}:${line} ${command}`),
      ...[...code.matchAll(/\S+\/\S+\.ts\b/g)]
        .filter(([path]) => !existsSync(join(root, path)))
        .map(([path]) => `${page}:${line} ${path}`),
    ]);
  expect(missing).toEqual([]);
});

test('every block has a language that is tried here, and JSON parses', () => {
  // `text` is output or a drawing, and so is `mermaid`.
  const known = ['ts', 'text', 'mermaid', 'sh', 'json', 'sql'];
  expect(
    blocks
      .filter(({ language }) => !known.includes(language))
      .map(({ page, line, language }) => `${page}:${line} ${language}`),
  ).toEqual([]);
  for (const { language, code } of blocks) if (language === 'json') JSON.parse(code);
});

test('links between pages lead somewhere', () => {
  const broken = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, file))) return [`${page} -> ${target}`];
      if (anchor === undefined || !file.endsWith('.md')) return [];
      return anchorsOf(readFileSync(join(root, file), 'utf8')).includes(anchor)
        ? []
        : [`${page} -> ${target}`];
    });
  });
  expect(broken).toEqual([]);
});

function start(file: string, env: Record<string, string> = {}) {
  const args = ['--import', './stopped-clock.mjs', '--conditions=@bankweave/source', file];
  return run(process.execPath, args, {
    cwd: project,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      TZ: 'UTC',
      BANKWEAVE_KEY,
      BANKWEAVE_KEY_2026: BANKWEAVE_KEY,
      ...env,
    },
  });
}

function isProgram(code: string): boolean {
  return /^import \{[^}]*\bcreateBankweave\b|^\/\/ [\w-]+\.ts$/m.test(code);
}

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

function blocksOf(page: string): Block[] {
  if (!existsSync(join(root, page))) return [];
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  const folder = page.replace(/\.md$/, '').replaceAll('/', '-').toLowerCase();
  const found: (Omit<Block, 'output'> & { output: string | undefined })[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [opened, indent = '', language = ''] = /^( *)```(\w*)$/.exec(lines[at] ?? '') ?? [];
    if (opened === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, at + 1);
    const inside = lines
      .slice(at + 1, end)
      .map((line) => line.slice(Math.min(indent.length, line.search(/\S|$/))));
    const code = `${inside.join('\n')}\n`;
    const above = lines.slice(0, at).findLast((line) => line.trim() !== '') ?? '';
    const before = found.at(-1);
    if (
      language === 'text' &&
      before?.language === 'ts' &&
      before.output === undefined &&
      !lines.slice(before.line, at).some((line) => line.startsWith('#'))
    )
      before.output = code;
    const named = /^\/\/ ([\w-]+\.ts)$/m.exec(code)?.[1];
    found.push({
      page,
      line: at + 1,
      language,
      code,
      checkOnly: above.includes('type-checked only'),
      output: undefined,
      file: `${folder}/${named ?? `line-${at + 1}.ts`}`,
    });
    at = end;
  }
  return found;
}

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
