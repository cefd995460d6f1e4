// The room that looks whether everything is well, and says how to mend what is not.
export { doctor } from './doctor.ts';
export { type Finding, findingsText, isFine } from './finding.ts';
