// In: a selection of courses. Out: the distinct patients at each step of the population flow.
import type { Stage } from './frame.ts';
import { STAGES } from './frame.ts';
import { patientCount } from './grouping.ts';
import type { Selection } from './selection.ts';
import { keepWhere } from './selection.ts';

export interface FlowStep {
  readonly stage: Stage;
  /** Distinct patients with a selected course that came this far. */
  readonly patients: number;
  readonly courses: Selection;
}

/** Referred > apheresed > released > infused > evaluable. */
export const flow = (selection: Selection): readonly FlowStep[] =>
  STAGES.map((stage, bit) => {
    const courses = keepWhere(selection, (row) => ((selection.frame.stages[row] as number) & (1 << bit)) !== 0);
    return { stage, patients: patientCount(courses), courses };
  });
