import ts from 'typescript';

/** What an expression or statement is replaced by, as text. */
export type Mutation =
  | { readonly kind: 'expression'; readonly text: string }
  /** The statement, or what a block holds, is left out. */
  | { readonly kind: 'nothing' };

const SWAPPED: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '+=': ['-='],
  '-=': ['+='],
};

const SWAPPED_CALLS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
]);

/** Calls of a chain that may as well not be there. */
const LEFT_OUT = new Set(['filter', 'sort', 'toSorted', 'reverse', 'slice', 'trim', 'toLowerCase']);

/** Every way in which one node is spoiled. `isProse`: texts here are for people and may say anything. */
export function mutationsOf(node: ts.Node, tree: ts.SourceFile, isProse: boolean): Mutation[] {
  const source = (part: ts.Node): string => part.getText(tree);
  const found: string[] = [];
  if (isCondition(node)) found.push(...(isLoop(node.parent) ? ['false'] : ['true', 'false']));
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node;
    const isText = [left, right].some(
      (part) => ts.isStringLiteralLike(part) || ts.isTemplateExpression(part),
    );
    if (!isText)
      for (const operator of SWAPPED[source(operatorToken)] ?? [])
        found.push(`${wrapped(left, source(left))} ${operator} ${wrapped(right, source(right))}`);
  } else if (ts.isPrefixUnaryExpression(node)) {
    const { operator, operand } = node;
    if (operator === ts.SyntaxKind.ExclamationToken || operator === ts.SyntaxKind.MinusToken)
      found.push(source(operand));
    if (operator === ts.SyntaxKind.PlusPlusToken) found.push(`--${source(operand)}`);
    if (operator === ts.SyntaxKind.MinusMinusToken) found.push(`++${source(operand)}`);
  } else if (ts.isPostfixUnaryExpression(node)) {
    const isUp = node.operator === ts.SyntaxKind.PlusPlusToken;
    found.push(`${source(node.operand)}${isUp ? '--' : '++'}`);
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) found.push('false');
  else if (node.kind === ts.SyntaxKind.FalseKeyword) found.push('true');
  else if (ts.isAwaitExpression(node)) found.push(source(node.expression));
  else if (!isProse) found.push(...emptied(node));
  found.push(...otherCalls(node, tree), ...boldChains(node, tree));
  const mutations: Mutation[] = found.map((text) => ({ kind: 'expression', text }));
  if (isLeftOut(node)) mutations.push({ kind: 'nothing' });
  return mutations;
}

function emptied(node: ts.Node): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
    return [node.text === '' ? "'mutant'" : "''"];
  if (ts.isTemplateExpression(node)) return ["''"];
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) return ['[]'];
  if (ts.isObjectLiteralExpression(node) && node.properties.length > 0) return ['({})'];
  return [];
}

function otherCalls(node: ts.Node, tree: ts.SourceFile): string[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { name, expression } = node.expression;
  const on = expression.getText(tree);
  const args = node.arguments.map((part) => part.getText(tree)).join(', ');
  if (LEFT_OUT.has(name.text)) return [on];
  const other = SWAPPED_CALLS.get(name.text);
  return other ? [`${on}.${other}(${args})`] : [];
}

/** The chain without one of its `?.`. */
function boldChains(node: ts.Node, tree: ts.SourceFile): string[] {
  if (!isWholeChain(node)) return [];
  const start = node.getStart(tree);
  const text = node.getText(tree);
  const found: string[] = [];
  for (let part: ts.Node = node; isChain(part); part = part.expression) {
    if (!part.questionDotToken) continue;
    const at = part.questionDotToken.getStart(tree) - start;
    found.push(text.slice(0, at) + (ts.isPropertyAccessExpression(part) ? '.' : '') + text.slice(at + 2));
  }
  return found;
}

type Chain = ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.CallExpression;

/** A link of `a?.b.c()`. */
export function isChain(node: ts.Node): node is Chain {
  const isLink =
    ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node);
  return isLink && (node.flags & ts.NodeFlags.OptionalChain) !== 0;
}

function isWholeChain(node: ts.Node): boolean {
  return isChain(node) && !(isChain(node.parent) && node.parent.expression === node);
}

function isLoop(node: ts.Node): boolean {
  return ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isForStatement(node);
}

function isCondition(node: ts.Node): boolean {
  const { parent, kind } = node;
  if (kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isForStatement(parent) || ts.isConditionalExpression(parent)) return parent.condition === node;
  return (
    (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) &&
    parent.expression === node
  );
}

function isLeftOut(node: ts.Node): boolean {
  if (ts.isExpressionStatement(node)) return true;
  if (!ts.isBlock(node) || node.statements.length === 0) return false;
  const only = node.statements.length === 1 ? node.statements[0] : undefined;
  // What a block of one such statement means is asked of the statement.
  if (only && ts.isExpressionStatement(only)) return false;
  return !ts.isConstructorDeclaration(node.parent) && !ts.isTryStatement(node.parent);
}

function wrapped(node: ts.Node, text: string): string {
  return ts.isBinaryExpression(node) || ts.isConditionalExpression(node) ? `(${text})` : text;
}
