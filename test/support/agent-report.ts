// In: nothing. Out: the shapes of what the agent's commands print for machines, and of an answer of the registry, as far as walks look at them.
export interface Place {
  readonly file: string;
  readonly line: number;
}
export interface Report {
  readonly accepted: number;
  readonly refused: number;
  readonly problems: readonly { place: Place; rule: string; severity: string; message: string; mend: string }[];
  readonly notes: readonly { place: Place; message: string; times: number; again: readonly Place[] }[];
}
export interface Submitted {
  readonly read: Report;
  readonly evaluated: number;
  readonly refusedByRegistry: number;
  readonly refusedRows: readonly string[];
  readonly submissions: { readonly acknowledged: number; readonly queued: number; readonly refused: readonly object[] };
}
export interface Trouble extends Place {
  readonly rule: string;
  readonly severity: string;
  readonly origin: string;
}

export interface Answer {
  readonly size: {
    readonly patients: number;
    readonly protection: { readonly rule: string; readonly k: number } | null;
  };
  readonly survival: {
    readonly strata: readonly {
      readonly n: number;
      readonly events: number;
      readonly at: readonly { readonly survival: number; readonly exactWithin: readonly number[] | null }[];
    }[];
    readonly protection: { readonly statement: string } | null;
  };
}
