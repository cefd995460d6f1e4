// The room that reads a FHIR server.
export { type Pulled, type PullRun, runPull } from './run-pull.ts';
