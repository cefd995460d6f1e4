// The room that shows where the agent stands.
export { isWell, type Status, statusOf, statusText } from './status.ts';
export { openWorkbench, type Workbench } from './workbench.ts';
