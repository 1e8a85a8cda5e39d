import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, root } from '../support/source-files.ts';
import { blocksOf } from './blocks.ts';

// What is held about every page; `ts`, `diff`, `html` and `sql` are tried out in the tests beside this one.
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...listFiles('docs', 'adapters', '.github').filter((path) => path.endsWith('.md')),
];
const blocks = pages.flatMap(blocksOf);

test('shell blocks name what is there', () => {
  const { scripts, peerDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<'scripts' | 'peerDependencies', object>;
  const installable = ['bankweave', ...Object.keys(peerDependencies)];
  const missing = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code, page, line }) => [
      ...[...code.matchAll(/npm run (?:-s )?([\w:-]+)/g)]
        .filter(([, name = '']) => !(name in scripts))
        .map(([command]) => `${page}:${line} ${command}`),
      ...[...code.matchAll(/npm install (.+)/g)]
        .flatMap(([, names = '']) => names.split(' ').map((name) => name.replace(/(?<=.)@.*/, '')))
        .filter((name) => !/^[-.]/.test(name) && !installable.includes(name))
        .map((name) => `${page}:${line} npm install ${name}`),
      ...[...code.matchAll(/\S+\/\S+\.ts\b/g)]
        .filter(([path]) => !existsSync(join(root, path)))
        .map(([path]) => `${page}:${line} ${path}`),
    ]);
  expect(missing).toEqual([]);
});

test('every block has a language that is tried here, and JSON parses', () => {
  // `text` is output or a drawing, and so is `mermaid`.
  const known = ['ts', 'diff', 'html', 'text', 'mermaid', 'sh', 'json', 'sql'];
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

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
