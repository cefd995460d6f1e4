// The registry as a process is main.ts; what tests and the local network start beside themselves is exported here.
// Who takes one piece of it does not wait for the web server and the database library: they are loaded by whoever starts or migrates.
import type { MigrateOptions } from './persistence/migrate.ts';
import type { startRegistry as start } from './start.ts';

export type { RunningRegistry } from './start.ts';
export const startRegistry: typeof start = async (...how) => (await import('./start.ts')).startRegistry(...how);
export type { MigrateOptions } from './persistence/migrate.ts';
export const migrate = async (options: MigrateOptions): Promise<string[]> =>
  (await import('./persistence/migrate.ts')).migrate(options);
export { runRederive } from './run-rederive.ts';
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
// What the simulation runs in one process, over ports of its own.
export { AccessLog } from './access-log/access-log.service.ts';
export { GroupCommit } from './access-log/group-commit.ts';
export { Integrator } from './access-log/integrator.ts';
export { policyFiles } from './governance/policy-files.ts';
export { recordable } from './consent/consent-events.ts';
export { deriveOutcomeRows } from './courses/derive.ts';
export { readActivities } from './governance/activities.ts';
export type { Permit } from './governance/permits.ts';
export { Policy } from './governance/policy.service.ts';
export { Operation, type OperationParts } from './graphql/operation.ts';
export type { AgentCaller, IntakeParts } from './intake/intake.parts.ts';
export { Intake } from './intake/intake.service.ts';
export type { Connection } from './persistence/database.ts';
export type { Claims } from './persistence/sealed-context.ts';
export { Frames } from './research/frames.ts';
export { type FrameRows, onWarmFrame } from './research/warm-frame.ts';
// What is measured of questions without a database: how a question is graded from fine to coarse, and the book.
export { levelsOf } from './research/levels.ts';
export { makeBook, nearestPage, pageName, type PageMeasure } from './research/book.ts';
export type { By, CompetingEvent, Measure, Share } from './research/question.ts';
