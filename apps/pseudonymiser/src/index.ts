// The service as other processes of the same trust start it: the local network and the tests.
export * from './not-started.ts';
export * from './start.ts';
export * from './pseudonymiser.config.ts';
export { fileKeyStore } from './keys/file-key-store.ts';
