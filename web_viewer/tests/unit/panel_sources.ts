/** What the panels within ComfyUI's page are made of, and the strings that people read there. */
import { readFileSync } from "node:fs";
import ts from "typescript";

export interface Source {
  /** Below src/. */
  readonly name: string;
  readonly tree: ts.SourceFile;
}

/** The module of the panels and all that it imports; types aside, which are no code. */
export function panelSources(): readonly Source[] {
  const root = new URL("../../src/", import.meta.url);
  const found = new Map<string, Source>();
  const visit = (file: URL) => {
    if (found.has(file.href) || !/\.tsx?$/.test(file.pathname)) return;
    const name = file.href.slice(root.href.length);
    const tree = ts.createSourceFile(name, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    found.set(file.href, { name, tree });
    for (const statement of tree.statements) {
      const code = ts.isImportDeclaration(statement)
        ? !isOfTypes(statement)
        : ts.isExportDeclaration(statement);
      const from = code && (statement as ts.ImportDeclaration | ts.ExportDeclaration).moduleSpecifier;
      if (from && ts.isStringLiteral(from) && from.text.startsWith(".")) visit(new URL(from.text, file));
    }
  };
  visit(new URL("host/panels.tsx", root));
  return [...found.values()];
}

function isOfTypes({ importClause }: ts.ImportDeclaration): boolean {
  return importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** What each call of text() is given, as it is written. */
export function textsOf({ tree }: Source): readonly ts.Expression[] {
  return [...below(tree)].filter(isText).flatMap((call) => call.arguments.slice(0, 1));
}

/** Attributes that people read or hear. */
const SHOWN = /^(alt|aria-label|aria-valuetext|caption|label|names?|placeholder|question|title|unit|yes)$/;

/**
 * Strings that are shown without text(): any word within elements and in attributes that are shown, and any sentence or word
 * with a capital elsewhere. Names of classes are no texts; errors tell their cause, which stays English.
 */
export function untranslated({ tree }: Source): readonly string[] {
  const skipped = (node: ts.Node) =>
    isText(node) ||
    ts.isImportDeclaration(node) ||
    attribute(node) === "className" ||
    (ts.isNewExpression(node) && node.expression.getText().endsWith("Error"));
  return [...below(tree, skipped)].flatMap((node) => {
    const string = stringOf(node)?.trim() ?? "";
    const shown = ts.isJsxText(node) || SHOWN.test(attribute(node.parent) ?? "");
    const word = shown ? /[a-z]{2}/i : /^[A-Z][a-z]+$|^[^(]*[a-z…,.] [a-z]/;
    return word.test(string) ? [string] : [];
  });
}

function isText(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "text";
}

function attribute(node: ts.Node | undefined): string | null {
  if (node && ts.isJsxExpression(node)) return attribute(node.parent);
  return node && ts.isJsxAttribute(node) ? node.name.getText() : null;
}

/** The characters of a string, with {} where one has values. */
function stringOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return [node.head, ...node.templateSpans.map((span) => span.literal)].map(({ text }) => text).join("{}");
}

/** A node and all below it, but nothing of those that are skipped. */
function* below(node: ts.Node, skipped: (node: ts.Node) => boolean = () => false): Generator<ts.Node> {
  if (skipped(node)) return;
  yield node;
  for (const child of childrenOf(node)) yield* below(child, skipped);
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  return children;
}
