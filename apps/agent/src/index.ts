// The agent as a program to be called: for the command line and for whoever runs several agents on one machine.
export { AGENT_SETTINGS, type AgentConfig } from './agent.config.ts';
export { cli, type CliParts } from './cli.ts';
export { systemPorts } from './ports.ts';
export { terminal, type Terminal } from './terminal.ts';
// What the simulation runs in one process, over ports of its own.
export { type Ledger, ledgerOf, openLedger, type Queue } from './ledger/index.ts';
export { type HttpAnswer, Unreachable } from './network/http.ts';
export type { SignedCall } from './network/signed-call.ts';
export { type Pseudonymous, tokenSource } from './pseudonymise/index.ts';
export { buildSubmissions, drain, enqueue, sendHead } from './submit/index.ts';
// What the suites over whole files run without a registry.
export { Validation } from './validate/index.ts';
export { type LogDoor, logDoor, NoLogAnswer, witnessOnce } from './witness/index.ts';
