import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The repository, with a trailing separator. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Erased at run time. */
  readonly typeOnly: boolean;
  /** Loaded when it is come to. */
  readonly lazy: boolean;
  readonly names: readonly string[];
  /** Repository path of a relative import, otherwise undefined. */
  readonly target: string | undefined;
}

export interface SourceFile {
  /** Repository path, with `/`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly tree: ts.SourceFile;
}

/** Every file below the given folders, as repository paths. */
export function listFiles(...folders: string[]): string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(`${sep}node_modules`))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
}

export function readSources(...folders: string[]): SourceFile[] {
  return listFiles(...folders)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
      return { path, tree, lines: text.trimEnd().split('\n').length, imports: readImports(path, tree) };
    });
}

/** Calls `visit` for every node of the file, outermost first. */
export function walk(tree: ts.SourceFile, visit: (node: ts.Node, line: number) => void): void {
  const step = (node: ts.Node): void => {
    visit(node, tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1);
    ts.forEachChild(node, step);
  };
  ts.forEachChild(tree, step);
}

function readImports(path: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (from: ts.Node, line: number, typeOnly: boolean, names: string[] = [], lazy = false): void => {
    if (!ts.isStringLiteralLike(from)) return;
    const specifier = from.text;
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
    found.push({ specifier, line, typeOnly, lazy, names, target });
  };
  walk(tree, (node, line) => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause;
      const bindings = clause?.namedBindings;
      const elements = bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
      const names = elements.map((element) => (element.propertyName ?? element.name).text);
      add(node.moduleSpecifier, line, clause?.phaseModifier === ts.SyntaxKind.TypeKeyword, names);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node.moduleSpecifier, line, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      if (node.arguments[0]) add(node.arguments[0], line, false, [], true);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, line, true);
    }
  });
  return found;
}
