import { parseSync } from 'oxc-parser';

/** One mention of another module. `specifier` is undefined when it is computed at run time. */
export interface ImportSite {
  readonly specifier: string | undefined;
  /** 1-based. */
  readonly line: number;
  /** Gone at run time. */
  readonly typeOnly: boolean;
  /** Loaded only when the code gets there. */
  readonly lazy: boolean;
}

/** A use of the clock, of randomness or of waiting, by the name it goes by. */
export interface ImpureUse {
  readonly what: string;
  readonly line: number;
}

/** What the architecture rules look at in one source file. */
export interface SourceFacts {
  readonly imports: readonly ImportSite[];
  readonly impure: readonly ImpureUse[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** Reads the facts of one TypeScript file with a real parser; throws when the file cannot be parsed. */
export function readSource(file: string, text: string): SourceFacts {
  const { program, errors } = parseSync(file, text);
  const [problem] = errors;
  if (problem !== undefined) throw new Error(`${file} cannot be parsed: ${problem.message}`);
  const lineOf = (node: Node): number => text.slice(0, node.start).split('\n').length;
  const imports: ImportSite[] = [];
  const impure: ImpureUse[] = [];
  walk(program, (node) => {
    const site = importOf(node);
    if (site !== undefined) imports.push({ ...site, line: lineOf(node) });
    const what = impurityOf(node);
    if (what !== undefined) impure.push({ what, line: lineOf(node) });
  });
  return { imports, impure };
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const field of Object.values(value)) if (typeof field === 'object') walk(field, visit);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function importOf(node: Node): Omit<ImportSite, 'line'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: textOf(node.source), typeOnly: isTypeOnly(node, 'importKind'), lazy: false };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      if (!isNode(node.source)) return undefined;
      return { specifier: textOf(node.source), typeOnly: isTypeOnly(node, 'exportKind'), lazy: false };
    case 'ImportExpression':
      return { specifier: textOf(node.source), typeOnly: false, lazy: true };
    case 'TSImportType':
      return { specifier: textOf(node.source ?? node.argument), typeOnly: true, lazy: false };
    case 'TSExternalModuleReference':
      return { specifier: textOf(node.expression), typeOnly: false, lazy: false };
    case 'CallExpression':
      return isRequire(node.callee) ? { specifier: firstText(node.arguments), typeOnly: false, lazy: true } : undefined;
    default:
      return undefined;
  }
}

function isRequire(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'MemberExpression') return isRequire(callee.object);
  return callee.type === 'Identifier' && callee.name === 'require';
}

function isTypeOnly(node: Node, field: 'importKind' | 'exportKind'): boolean {
  if (node[field] === 'type') return true;
  const { specifiers } = node;
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every((entry: unknown) => isNode(entry) && entry[field] === 'type');
}

function firstText(values: unknown): string | undefined {
  return Array.isArray(values) ? textOf(values[0]) : undefined;
}

function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'TSLiteralType') return textOf(node.literal);
  return typeof node.value === 'string' ? node.value : undefined;
}

const impureMembers = new Set(['Date.now', 'performance.now', 'Math.random']);
const impureObjects = new Set(['crypto', 'process']);

function impurityOf(node: Node): string | undefined {
  if (node.type === 'AwaitExpression') return 'await';
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date') {
    return Array.isArray(node.arguments) && node.arguments.length === 0 ? 'new Date()' : undefined;
  }
  if (node.type !== 'MemberExpression') return undefined;
  const name = `${nameOf(node.object)}.${nameOf(node.property)}`;
  return impureMembers.has(name) || impureObjects.has(nameOf(node.object)) ? name : undefined;
}

function nameOf(node: unknown): string {
  return isNode(node) && node.type === 'Identifier' && typeof node.name === 'string' ? node.name : '';
}
