// In: a run of tests that ended. Out: the cluster that theirs were copies of is removed.
export { tearDown as default } from './cluster-template.mjs';
