// In: the text of one source file. Out: what it imports as SWC's syntax tree has it, and the ways by which an import can slip past a rule.
// A second reading on purpose: what the rules are checked on (dependency-cruiser's graph) must hold every import that is found here.
import { parseSync } from '@swc/core';

export interface Reading {
  /** Specifiers of every import, export-from, import() and import type in the file. */
  readonly imports: readonly string[];
  /** What cannot be judged, because only the running program knows where it leads. */
  readonly escapes: readonly ('require' | 'computed-import')[];
}

export interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly [key: string]: unknown;
}

export function readSource(text: string): Reading {
  const imports: string[] = [];
  const escapes: Reading['escapes'][number][] = [];
  visitSource(text, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        if (node['source']) imports.push(String((node['source'] as Node).value));
        break;
      case 'TsImportType':
        imports.push(String((node['argument'] as Node).value));
        break;
      case 'TsExternalModuleReference':
        escapes.push('require');
        break;
      case 'Identifier':
        if (node.value === 'require' || node.value === 'createRequire') escapes.push('require');
        break;
      case 'CallExpression': {
        if ((node['callee'] as Node).type !== 'Import') break;
        const [argument] = node['arguments'] as { expression: Node }[];
        if (argument?.expression.type === 'StringLiteral') imports.push(String(argument.expression.value));
        else escapes.push('computed-import');
        break;
      }
    }
  });
  return { imports, escapes };
}

/** Shows every node of the syntax tree of `text`, parents first. */
export function visitSource(text: string, see: (node: Node) => void): void {
  visit(parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2023' }), see);
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const each of value) visit(each, see);
  } else if (typeof value === 'object' && value !== null) {
    see(value as Node);
    for (const each of Object.values(value)) visit(each, see);
  }
}
