// The public door: the parts of the local network that tests and scripts use as well.
export * from './postgres.ts';
export * from './free-ports.ts';
export * from './template-database.ts';
export * from './process-life.ts';
export * from './sign-in.ts';
export * from './identity-settings.ts';
export * from './identity-server.ts';
export * from './service.ts';
export * from './parties.ts';
export * from './network.ts';
export * from './agent-command.ts';
export * from './ask.ts';
export * from './store-rates.ts';
