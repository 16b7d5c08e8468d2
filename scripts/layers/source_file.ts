// One source file as the rules see it: what it imports, which names it uses, how long its functions are. Knows the
// language, not the rules.

import { parse } from "@babel/parser";

export interface SourceFile {
  /** From the project folder, with slashes. */
  readonly path: string;
  readonly lineCount: number;
  /** Module specifiers of imports, re-exports, `import()` and `import("x")` types. */
  readonly imports: readonly Sighting[];
  /** Lines of `import()` calls whose specifier is computed. */
  readonly computedImports: readonly number[];
  /** Every name in use: `Deno`, dotted `Deno.connect` as well, and `.connect` for the property alone. */
  readonly names: readonly Sighting[];
  readonly functions: readonly FunctionSize[];
}

export interface Sighting {
  readonly text: string;
  readonly line: number;
}

export interface FunctionSize {
  readonly line: number;
  readonly lineCount: number;
}

/** Throws a SyntaxError of the parser when `text` is not TypeScript. */
export function readSourceFile(path: string, text: string): SourceFile {
  const { program } = parse(text, { sourceType: "module", plugins: ["typescript"] });
  const file = {
    path,
    lineCount: text.replace(/\n$/, "").split("\n").length,
    imports: [],
    computedImports: [],
    names: [],
    functions: [],
  };
  collect(program as unknown as SyntaxNode, file);
  return file;
}

/** The little that all nodes of the syntax tree have in common. */
interface SyntaxNode {
  readonly type: string;
  readonly loc: {
    readonly start: { readonly line: number };
    readonly end: { readonly line: number };
  };
  readonly [child: string]: unknown;
}

interface Collected {
  readonly imports: Sighting[];
  readonly computedImports: number[];
  readonly names: Sighting[];
  readonly functions: FunctionSize[];
}

const FUNCTIONS = new Set([
  "ArrowFunctionExpression",
  "ClassMethod",
  "ClassPrivateMethod",
  "FunctionDeclaration",
  "FunctionExpression",
  "ObjectMethod",
]);

const IMPORTS = new Set([
  "ExportAllDeclaration",
  "ExportNamedDeclaration",
  "ImportDeclaration",
  "ImportExpression",
  "TSImportType",
]);

function collect(node: SyntaxNode, into: Collected): void {
  if (IMPORTS.has(node.type)) collectImport(node, into);
  if (FUNCTIONS.has(node.type)) into.functions.push(sizeOf(node));
  for (const text of namesOf(node)) into.names.push({ text, line: node.loc.start.line });
  for (const child of childrenOf(node)) collect(child, into);
}

function collectImport(node: SyntaxNode, into: Collected): void {
  if (!isNode(node.source)) return;
  const line = node.loc.start.line;
  const specifier = literalOf(node.source);
  if (specifier === undefined) into.computedImports.push(line);
  else into.imports.push({ text: specifier, line });
}

function sizeOf({ loc }: SyntaxNode): FunctionSize {
  return { line: loc.start.line, lineCount: loc.end.line - loc.start.line + 1 };
}

function namesOf(node: SyntaxNode): string[] {
  switch (node.type) {
    case "Identifier":
      return [node.name as string];
    case "MemberExpression":
    case "OptionalMemberExpression":
      return dotted(node.object, propertyOf(node.property, node.computed === true));
    case "TSQualifiedName":
      return dotted(node.left, propertyOf(node.right, false));
    case "ObjectPattern":
      return (node.properties as SyntaxNode[]).flatMap(({ key, computed }) =>
        dotted(undefined, propertyOf(key, computed === true))
      );
    default:
      return [];
  }
}

function dotted(object: unknown, property: string | undefined): string[] {
  if (property === undefined) return [];
  const owner = isNode(object) && object.type === "Identifier"
    ? [`${object.name}.${property}`]
    : [];
  return [`.${property}`, ...owner];
}

/** `b` of `a.b`, of `a["b"]` and of `{ b } = a`. */
function propertyOf(node: unknown, computed: boolean): string | undefined {
  if (!isNode(node)) return undefined;
  return node.type === "Identifier" && !computed ? node.name as string : literalOf(node);
}

function literalOf(node: SyntaxNode): string | undefined {
  return node.type === "StringLiteral" ? node.value as string : undefined;
}

/** The nodes below, without those that name a property: they refer to nothing. */
function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.keys(node)
    .filter((field) => node.computed === true || !PROPERTY_NAMES.has(`${node.type}.${field}`))
    .flatMap((field) => node[field])
    .filter(isNode);
}

const PROPERTY_NAMES = new Set([
  "ClassAccessorProperty.key",
  "ClassMethod.key",
  "ClassProperty.key",
  "MemberExpression.property",
  "ObjectMethod.key",
  "ObjectProperty.key",
  "OptionalMemberExpression.property",
  "TSDeclareMethod.key",
  "TSMethodSignature.key",
  "TSPropertySignature.key",
  "TSQualifiedName.right",
]);

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "loc" in value;
}
