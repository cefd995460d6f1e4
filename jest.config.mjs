// Three runners by name: *.spec.ts is pure, *.int-spec.ts needs PostgreSQL, *.walk.ts under test drives the built services as processes.
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@longview/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['/dist/', '/.longview/', '/.nx/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

const clusters = {
  globalSetup: '<rootDir>/test/support/cluster-template.mjs',
  globalTeardown: '<rootDir>/test/support/cluster-template-gone.mjs',
};

// Many files in one, which test/run.mjs writes where this says (test/support/groups.mjs).
const groups = process.env.LONGVIEW_GROUPS ?? '';
const grouped =
  groups === ''
    ? []
    : [{ ...base, ...clusters, displayName: 'groups', roots: [groups], testMatch: ['**/*.group.mjs'] }];

export default {
  // A busy machine makes no test fail: none measures time, so the limit only ends what hangs.
  testTimeout: 300_000,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['**/*.spec.ts'] },
    { ...base, ...clusters, displayName: 'integration', testMatch: ['**/*.int-spec.ts'] },
    { ...base, ...clusters, displayName: 'walk', testMatch: ['<rootDir>/test/**/*.walk.ts'] },
    ...grouped,
  ],
  reporters: ['default', '<rootDir>/test/support/plain-reporter.mjs'],
};
