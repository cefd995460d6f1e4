// What is known of one course beyond its index dates, as plain values. No sources, no identity. Dates are `YYYY-MM-DD`, or `YYYY-MM` or `YYYY`
// where that is all anybody knows.
import type { CourseFacts } from '../course/course-facts.ts';

export interface History extends CourseFacts {
  /** Treatments of the disease after the infusion (after the apheresis of who was not infused). */
  readonly therapies?: readonly { readonly date: string; readonly kind: string }[];
  readonly malignancies?: readonly {
    readonly date: string;
    readonly nonMelanomaSkin: boolean;
    readonly tCell: boolean;
  }[];
  readonly aplasia?: readonly { readonly date: string; readonly present: boolean }[];
  readonly residualDisease?: readonly {
    readonly date: string;
    readonly negative: boolean;
    /** The smallest share of cells that the method finds, as a power of ten: −5 for 10⁻⁵. */
    readonly sensitivity: number;
  }[];
  readonly crsOnsets?: readonly string[];
  readonly icansOnsets?: readonly string[];
  /** Nothing of the kind is said to have happened. */
  readonly noCrs?: boolean;
  readonly noIcans?: boolean;
  readonly icahtEarly?: readonly number[];
  readonly icahtLate?: readonly number[];
  /** First and last day in hospital; open when the last day is not known. */
  readonly stays?: readonly { readonly from: string; readonly to?: string; readonly intensive: boolean }[];
  readonly scores?: readonly { readonly date: string; readonly instrument: string; readonly score: number }[];
}
