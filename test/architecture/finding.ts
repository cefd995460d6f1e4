// Out: one breach of one wall, as it is told on the terminal and to the spec.
export interface Finding {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly comment: string;
}

export const tell = ({ rule, from, to, comment }: Finding): string => `${rule}: ${from} -> ${to}\n    ${comment}`;
