// A transparency log over a store port: append, integrate, publish, prove, check oneself.
export * from './log-store.ts';
export * from './log.ts';
export * from './publication.ts';
export * from './fsck.ts';
export * from './store/memory.ts';
export * from './store/sqlite.ts';
