// What travels between an agent and the registry, one version a folder.
export * from './v1/submission.ts';
export * from './v1/receipt.ts';
export * from './v1/signature.ts';
export * from './v1/submit-document.ts';
export * from './v1/json-schema.ts';
