import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { listFiles, root } from '../support/source-files.ts';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [{ name, target, source: target['@bankweave/source']?.slice(2) ?? '' }],
);

test('the import path of an entry is its path in the repository', () => {
  for (const { name, target, source } of entries) {
    const folder =
      name === '.' ? 'src' : name.startsWith('./adapters/') ? name.slice(2) : `src/${name.slice(2)}`;
    expect([`${folder}/index.ts`, `${folder}.ts`], name).toContain(source);
    const built = source.replace(/\.ts$/, '');
    expect(Object.entries(target), name).toEqual([
      ['@bankweave/source', `./${source}`],
      ['types', `./dist/${built}.d.ts`],
      ['default', `./dist/${built}.js`],
    ]);
  }
});

test('every entry has a file and every index.ts is an entry', () => {
  const sources = entries.map(({ source }) => source).sort();
  expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
  const fronts = listFiles('src', 'adapters').filter((path) =>
    /(^|\/)index\.ts$|^adapters\/[^/]+\/sandbox\.ts$/.test(path),
  );
  expect(fronts.filter((path) => !sources.includes(path))).toEqual([]);
});

test('the package ships the build, its sources and nothing that runs on install', () => {
  expect(manifest.files).toEqual(['dist', 'src', 'adapters', 'docs', 'CHANGELOG.md', 'LICENSE', 'README.md']);
  const lifecycle = /^(pre|post)?(install|prepare|pack|publish|publishOnly)$|^prepublishOnly$|^dependencies$/;
  expect(Object.keys(manifest.scripts).filter((name) => lifecycle.test(name))).toEqual([]);
});

// Adding, renaming or dropping an export is a decision: this snapshot shows it in the diff.
test('every entry exports exactly these names', () => {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
    .config as object;
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const program = ts.createProgram(
    entries.map(({ source }) => join(root, source)),
    options,
  );
  const checker = program.getTypeChecker();
  const names = (source: string): string[] => {
    const file = program.getSourceFile(join(root, source));
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) return [];
    return checker.getExportsOfModule(module).map((symbol) => {
      const origin = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const isType = !(origin.flags & ts.SymbolFlags.Value) || isTypeOnlyExport(symbol);
      return isType ? `type ${symbol.name}` : symbol.name;
    });
  };
  const found = Object.fromEntries(entries.map(({ name, source }) => [name, names(source).sort()]));
  expect(Object.entries(found).filter(([, list]) => list.length === 0)).toEqual([]);
  expect(found).toMatchSnapshot();
}, 60_000);

function isTypeOnlyExport(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    (node) => ts.isExportSpecifier(node) && (node.isTypeOnly || node.parent.parent.isTypeOnly),
  );
}
