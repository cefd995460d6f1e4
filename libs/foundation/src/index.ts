// The ground floor. A closed list: what has no subject of its own does not come in here.
export * from './result.ts';
export * from './refusal.ts';
export * from './canonical-json.ts';
export * from './is-object.ts';
export * from './bytes.ts';
export * from './calendar.ts';
export * from './ports.ts';
