// The public door: a typed description of an app's settings, its reader and its table for people.
export * from './settings.ts';
export * from './secret.ts';
export * from './parse-config.ts';
export * from './read-config.ts';
export * from './describe-config.ts';
