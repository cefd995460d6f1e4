// Out: the shape of a rule about imports, and the files that most rules leave alone.
import type { IForbiddenRuleType } from 'dependency-cruiser';
import type { Project } from '../projects.ts';

/** Rules made from the projects as their package.json files stand. Several may share a name: together they are one wall. */
export type Rules = (projects: readonly Project[]) => IForbiddenRuleType[];

/** A test, and what only tests lean on, may start what it tests: the walls are about what ships. */
export const SPECS = '(\\.(int-)?spec\\.ts$|/(test|testing)/)';

/** It proves what the log says, so it stands on nothing that the log's keeper writes. */
export const VERIFIER = 'libs/transparency/proof';
