// The public door: the command as a function, for the local network and for tests.
export { federationCli, type FederationOutside } from './cli.ts';
