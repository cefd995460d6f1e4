// The registry as a process is main.ts; what tests and the local network start beside themselves is exported here.
export { type RunningRegistry, startRegistry } from './start.ts';
export { type MigrateOptions, migrate } from './persistence/migrate.ts';
export { type RegistryConfig, readRegistryConfig, SETTINGS } from './registry.config.ts';
export { PostgresLogStore } from './access-log/log-store.postgres.ts';
export { coursesPage } from './research/courses-page.ts';
export type {
  ConsentRow,
  CourseState,
  IntakeStore,
  IntakeTransaction,
  KeptReceipt,
  NewRecord,
  Placed,
  PlaceInput,
  Pseudonym,
  StoredRecord,
  Written,
} from './intake/intake-store.ts';
export type { OutcomeRow } from './courses/derive.ts';
export { audit, type AuditParts, type AuditReport } from './audit/audit.walk.ts';
export { type AuditFinding, auditLine, NOT_PROVED } from './audit/finding.ts';
export { type Cost, costOf, MOST_COST } from './graphql/cost.ts';
