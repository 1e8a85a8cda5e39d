import ts from 'typescript';

/** The names in a piece of code: those that it declares at the top, and those that it uses. */
export function namesIn(code: string): {
  readonly declared: readonly string[];
  readonly used: ReadonlySet<string>;
} {
  const tree = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);
  const declared: string[] = [];
  const used = new Set<string>();
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) declared.push(name.text);
    else for (const one of name.elements) if (ts.isBindingElement(one)) bind(one.name);
  };
  for (const node of tree.statements) {
    if (ts.isVariableStatement(node)) for (const { name } of node.declarationList.declarations) bind(name);
    const names = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined;
    if (names && ts.isNamedImports(names)) declared.push(...names.elements.map(({ name }) => name.text));
  }
  const look = (node: ts.Node): void => {
    const { parent } = node;
    const isMember =
      parent &&
      ((ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node));
    if (ts.isIdentifier(node) && !isMember) used.add(node.text);
    ts.forEachChild(node, look);
  };
  look(tree);
  return { declared, used };
}
