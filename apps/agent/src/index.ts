// The agent as a program to be called: for the command line and for whoever runs several agents on one machine.
export { AGENT_SETTINGS, type AgentConfig } from './agent.config.ts';
export { cli, type CliParts } from './cli.ts';
export { systemPorts } from './ports.ts';
export { terminal, type Terminal } from './terminal.ts';
