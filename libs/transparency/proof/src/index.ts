// What anyone needs to check a Longview log: tree, proofs, signed checkpoints, entries, bundles. Runs in a browser.
export * from './merkle/hash.ts';
export * from './merkle/growing-tree.ts';
export * from './merkle/inclusion.ts';
export * from './merkle/consistency.ts';
export * from './note/key.ts';
export * from './note/signed-note.ts';
export * from './note/checkpoint.ts';
export * from './note/cosignature.ts';
export * from './note/witness.ts';
export * from './entry/envelope.ts';
export * from './entry/entry.ts';
export * from './bundle/bundle.ts';
export * from './bundle/finding.ts';
export * from './bundle/verify-bundle.ts';
export * from './bundle/verify-export.ts';
