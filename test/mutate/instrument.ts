import ts from 'typescript';
import { isChain, mutationsOf } from './mutations-of.ts';

/** One way in which one place is spoiled. */
export interface Mutant {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  /** The line of the source, without its indent. */
  readonly at: string;
  readonly was: string;
  readonly now: string;
}

export interface Instrumented {
  /** The source with all its mutants in it, each behind a switch. */
  readonly text: string;
  readonly mutants: readonly Mutant[];
}

const SWITCH = 'globalThis.isMutant';

/** Puts every mutant of a file into its text. What runs once, as the module is loaded, is left as it is. */
export function instrument(file: string, text: string, firstId: number): Instrumented {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const lines = text.split('\n');
  const mutants: Mutant[] = [];

  const add = (node: ts.Node, now: string): number => {
    const id = firstId + mutants.length;
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    mutants.push({
      id,
      file,
      line: line + 1,
      at: (lines[line] ?? '').trim(),
      was: short(node.getText(tree)),
      now: short(now),
    });
    return id;
  };

  const emit = (node: ts.Node, inside: boolean, isProse: boolean): string => {
    if (isErased(node)) return node.getText(tree);
    const within = inside || isLater(node);
    const prose = isProse || isForPeople(node, tree);
    const found = inside && !isBound(node) ? mutationsOf(node, tree, prose) : [];
    const spots = found.map((mutation) => ({
      mutation,
      id: add(node, mutation.kind === 'nothing' ? '' : mutation.text),
    }));
    let body = '';
    let at = node.getStart(tree);
    ts.forEachChild(node, (child) => {
      const start = child.getStart(tree);
      if (start < at) return;
      body += text.slice(at, start) + emit(child, within, prose);
      at = child.end;
    });
    body += text.slice(at, node.end);
    for (const { mutation, id } of spots) {
      if (mutation.kind === 'expression') continue;
      const inner = ts.isBlock(node) ? body.slice(1, -1) : body;
      body = `{if(!${SWITCH}(${id})){${inner}}}`;
    }
    const choices = spots.flatMap(({ mutation, id }) =>
      mutation.kind === 'expression' ? [`${SWITCH}(${id})?(${mutation.text}):`] : [],
    );
    return choices.length > 0 ? `(${choices.join('')}(${body}))` : body;
  };

  return { text: emit(tree, false, false) + text.slice(tree.end), mutants };
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}

/** Types, and what only names things. */
function isErased(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isTypeParameterDeclaration(node)
  );
}

/** Whether what stands in the node runs later than the module around it. */
function isLater(node: ts.Node): boolean {
  return (
    ts.isFunctionLike(node) ||
    (ts.isPropertyDeclaration(node) &&
      !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword))
  );
}

/** Words of an error or a log line; some errors are made by functions of these names. */
function isForPeople(node: ts.Node, tree: ts.SourceFile): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText(tree).endsWith('Error');
  if (ts.isCallExpression(node) && /^(bad|malformed|unavailable|wrong)$/.test(node.expression.getText(tree)))
    return true;
  return (
    ts.isExpressionStatement(node) &&
    ts.isCallExpression(node.expression) &&
    /\blogger\??\./.test(node.expression.expression.getText(tree))
  );
}

/** Where no other expression can stand, or would lose its `this`. */
function isBound(node: ts.Node): boolean {
  const { parent } = node;
  if (!parent) return true;
  if ('name' in parent && parent.name === node) return true;
  if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent))
    return parent.name === node;
  if (ts.isCallExpression(parent) && parent.expression === node) return true;
  if (isChain(parent) && parent.expression === node) return true;
  if (ts.isTaggedTemplateExpression(parent) || ts.isDeleteExpression(parent)) return true;
  if (ts.isBinaryExpression(parent) && parent.left === node)
    return (
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    );
  // A pattern on the left of an assignment, or in `for (... of ...)`.
  return ts.isTemplateSpan(parent) && ts.isTemplateTail(node);
}
