// Out: for each wall one breach of it, as files to plant in a bare copy of the repository. Each must trip its own wall and no other.

export interface Plant {
  readonly rule: string;
  /** Path to text. All of a plant's files together make the one breach. */
  readonly files: Readonly<Record<string, string>>;
}

const plant = (rule: string, path: string, text: string): Plant => ({ rule, files: { [path]: `${text}\n` } });
const REGISTRY = 'apps/registry/src';

export const PLANTS: readonly Plant[] = [
  plant('trust/clinical', 'apps/pseudonymiser/src/planted/a.ts', `import '@longview/clinical';`),
  plant('trust/policy', 'apps/pseudonymiser/src/planted/b.ts', `import type {} from '@longview/policy';`),
  plant('trust/site', `${REGISTRY}/intake/planted-a.ts`, `import type {} from '@longview/identity';`),
  plant('trust/pseudonym', `${REGISTRY}/intake/planted-b.ts`, `export * from '@longview/pseudonym-protocol';`),
  plant('trust/blind', 'apps/agent/src/planted/a.ts', `import '@longview/pseudonym-server';`),
  plant('trust/registry', 'apps/agent/src/planted/b.ts', `import '@longview/governance';`),
  plant('trust/log', 'apps/console/src/planted/a.ts', `import '@longview/transparency-log';`),
  plant('trust/nest', 'apps/console/src/planted/b.ts', `import '@longview/nest-config';`),
  plant('trust/blind-to-records', 'apps/pseudonymiser/src/planted/c.ts', `import '@longview/dictionary';`),
  plant('verifier-alone', 'libs/transparency/proof/src/planted/a.ts', `import '@longview/transparency-log';`),

  plant('height/foundation', 'libs/foundation/src/planted/a.ts', `import '@longview/dictionary';`),
  plant('height/domain', 'libs/cohort/src/planted/a.ts', `import '@longview/wire';`),
  plant('height/wire', 'libs/wire/src/planted/a.ts', `import '@longview/nest-config';`),
  plant('height/nest', 'libs/nest/config/src/planted/a.ts', `import '@longview/agent';`),
  plant('height/apps', 'apps/agent/src/planted/c.ts', `import '@longview/local';`),
  plant('apps-apart', 'apps/agent/src/planted/d.ts', `import type {} from '@longview/registry';`),
  plant('room-order', 'libs/outcomes/src/planted/a.ts', `import '@longview/cohort';`),
  {
    rule: 'one-door',
    files: {
      'libs/foundation/src/planted/inner.ts': 'export const inner = 1;\n',
      'libs/outcomes/src/planted/b.ts': `import '../../../foundation/src/planted/inner.ts';\n`,
    },
  },
  plant('one-door', 'libs/outcomes/src/planted/c.ts', `import '../../../foundation/src/index.ts';`),

  plant('pure/frameworks', 'libs/clinical/src/planted/a.ts', `import type {} from '@nestjs/common';`),
  plant('pure/machine', 'libs/clinical/src/planted/b.ts', `import 'node:fs';`),
  plant('pure/machine', 'libs/clinical/src/planted/c.ts', `import 'net';`),
  plant('pure/ambient', 'libs/clinical/src/planted/d.ts', 'export const now = () => new Date();'),
  plant('pure/described-once', 'libs/consent/src/planted/a.ts', `import 'class-validator';`),
  plant('browser-safe', 'libs/transparency/proof/src/planted/b.ts', `import 'node:crypto';`),

  plant('registry/walk-order', `${REGISTRY}/persistence/planted-a.ts`, `import '../intake/planted-a.ts';`),
  plant('registry/walk-order', `${REGISTRY}/intake/planted-c.ts`, `import '../attic/room.ts';`),
  plant('registry/walk-knows-no-door', `${REGISTRY}/intake/planted.walk.ts`, `import './planted.resolver.ts';`),
  plant(
    'registry/repository-at-the-bottom',
    `${REGISTRY}/intake/planted.repository.ts`,
    `import './innocent.service.ts';`,
  ),
  plant('registry/one-way-to-the-rows', `${REGISTRY}/intake/planted-d.ts`, `import 'pg';`),
  plant('registry/composition-on-top', `${REGISTRY}/intake/planted-e.ts`, `import '../main.ts';`),

  {
    rule: 'no-circle',
    files: {
      'libs/consent/src/planted/there.ts': `import { back } from './back.ts';\nexport const there = () => back;\n`,
      'libs/consent/src/planted/back.ts': `import { there } from './there.ts';\nexport const back = () => there;\n`,
    },
  },
  plant('resolves', 'libs/consent/src/planted/b.ts', `import './nowhere.ts';`),
  plant('ships-no-test', 'libs/consent/src/planted/c.ts', `import '../../../../test/innocent.ts';`),
  plant('ships-no-test', 'libs/consent/src/planted/d.ts', `import './innocent.spec.ts';`),
  plant('ships-no-test', `${REGISTRY}/research/planted-a.ts`, `import '@longview/disclosure/testing';`),

  plant('declared', 'libs/consent/src/planted/e.ts', `import 'jose';`),
  plant('referenced', `${REGISTRY}/intake/planted-f.ts`, `import '@longview/secret-sum';`),
  plant(
    'no-require',
    'libs/consent/src/planted/f.ts',
    `declare const require: (name: string) => unknown;\nrequire('node:' + 'fs');`,
  ),
  plant('no-computed-import', 'libs/consent/src/planted/g.ts', `export const load = (name: string) => import(name);`),
  plant(
    'graph-complete',
    'libs/consent/src/planted/h.ts',
    `export type Hidden = import('@longview/foundation').Hidden;`,
  ),
];

/** What the planted files lean on; none of it is a breach. */
export const INNOCENT: Readonly<Record<string, string>> = {
  [`${REGISTRY}/attic/room.ts`]: 'export {};\n',
  [`${REGISTRY}/intake/planted.resolver.ts`]: 'export {};\n',
  [`${REGISTRY}/intake/innocent.service.ts`]: 'export {};\n',
  [`${REGISTRY}/main.ts`]: 'export {};\n',
  'libs/consent/src/planted/innocent.spec.ts': 'export {};\n',
  'test/innocent.ts': 'export {};\n',
  'deploy/innocent.ts': 'export {};\n',
};
