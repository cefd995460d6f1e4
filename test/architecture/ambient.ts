// In: the source of a pure library. Out: where it takes time, chance, the network or the process from the air instead of being handed them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import type { Finding } from './finding.ts';
import type { Project } from './projects.ts';
import { EDGES } from './rules/purity.ts';
import { SPECS } from './rules/rule.ts';
import { type Node, visitSource } from './source.ts';

export const AMBIENT_RULE = 'pure/ambient';

const PURE = ['foundation', 'domain', 'wire'];
/** The ports themselves: the one place where the system's clock, chance and ids are taken, to be handed on. */
const ALLOWED = new RegExp([SPECS, ...EDGES, '^libs/foundation/src/ports\\.ts$'].join('|'));

const OBJECTS = new Set([
  'process',
  'performance',
  'console',
  'localStorage',
  'sessionStorage',
  'navigator',
  'globalThis',
]);
const MEMBERS = new Set(['Date.now', 'Math.random', 'crypto.getRandomValues', 'crypto.randomUUID', 'crypto.subtle']);
const CALLS = new Set(['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'eval', 'Date']);
const MADE = new Set(['Worker', 'WebSocket', 'XMLHttpRequest', 'EventSource', 'Function']);

/** Names of what the text takes from the air, each once. */
export function ambientIn(text: string): string[] {
  const found = new Set<string>();
  const nameOf = (value: unknown): string | undefined => {
    const node = value as Node | undefined;
    return node?.type === 'Identifier' ? String(node.value) : undefined;
  };
  visitSource(text, (node) => {
    if (node.type === 'MemberExpression') {
      const object = nameOf(node['object']);
      const member = `${object}.${nameOf(node['property'])}`;
      if (object !== undefined && OBJECTS.has(object)) found.add(object);
      if (MEMBERS.has(member)) found.add(member);
    }
    if (node.type === 'CallExpression') {
      const called = nameOf(node['callee']);
      if (called !== undefined && CALLS.has(called)) found.add(`${called}()`);
    }
    if (node.type === 'NewExpression') {
      const made = nameOf(node['callee']);
      const given = (node['arguments'] as readonly unknown[] | null | undefined) ?? [];
      if (made !== undefined && (MADE.has(made) || (made === 'Date' && given.length === 0))) found.add(`new ${made}()`);
    }
  });
  return [...found];
}

export function checkAmbient(root: string, modules: ICruiseResult['modules'], projects: readonly Project[]): Finding[] {
  const pure = projects.filter(({ height }) => PURE.includes(height));
  return modules
    .map(({ source }) => source)
    .filter((path) => pure.some(({ folder }) => path.startsWith(`${folder}/src/`)) && !ALLOWED.test(path))
    .flatMap((from) =>
      ambientIn(readFileSync(join(root, from), 'utf8')).map((to) => ({
        rule: AMBIENT_RULE,
        from,
        to,
        comment: 'a pure library is handed its clock, its chance and its way to the world',
      })),
    );
}
