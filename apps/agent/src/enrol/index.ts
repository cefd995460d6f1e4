// The room in which an agent becomes a member.
export { enrol, type Enrolled } from './enrol.ts';
