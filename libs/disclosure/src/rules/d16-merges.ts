// D16. In: a field. Out: its coarser groupings, from fine to coarse, that are defined here once for all: a group that is merged to suit one answer
// could be merged to single somebody out. A label that stands in no group keeps its name.

export interface Merge {
  readonly name: string;
  readonly of: (label: string) => string;
}

const listed = (name: string, groups: Readonly<Record<string, readonly string[]>>): Merge => {
  const of = new Map(Object.entries(groups).flatMap(([group, labels]) => labels.map((label) => [label, group])));
  return { name, of: (label) => of.get(label) ?? label };
};

const years = (name: string, span: number): Merge => ({
  name,
  of: (label) => {
    const year = Number(label);
    if (!Number.isInteger(year) || year < 1900) return label;
    const first = year - (year % span);
    return `${first}-${first + span - 1}`;
  },
});

const MERGES: Readonly<Record<string, readonly Merge[]>> = {
  ageBand: [
    listed('three age bands', { '0-17': ['0-17'], '18-59': ['18-39', '40-59'], '60-120': ['60-69', '70-120'] }),
    listed('two age bands', { '0-59': ['0-17', '18-39', '40-59'], '60-120': ['60-69', '70-120'] }),
  ],
  infusionYear: [years('pairs of years', 2), years('spans of four years', 4), years('spans of eight years', 8)],
  disease: [
    listed('families of diseases', {
      lymphoma: ['LBCL', 'PMBCL', 'FL', 'MCL', 'MZL', 'CLL_SLL', 'HL', 'T_NHL'],
      leukaemia: ['B_ALL', 'AML'],
      'plasma cell disease': ['MM', 'PCL'],
      'no blood cancer': ['autoimmune', 'solidTumour'],
    }),
  ],
  priorLines: [
    listed('three groups of lines', { '0-1': ['0', '1'], '2': ['2'], '3+': ['3', '4', '5+'] }),
    listed('two groups of lines', { '0-1': ['0', '1'], '2+': ['2', '3', '4', '5+'] }),
  ],
  statusAtInfusion: [
    listed('response before infusion', {
      responding: ['CR', 'MRDpositiveCR', 'PR'],
      'not responding': ['SD', 'PD', 'relapseUntreated', 'refractory'],
    }),
  ],
};

export const mergesOf = (field: string): readonly Merge[] => MERGES[field] ?? [];

/** What is left over together: the strata that are too small by themselves. */
export const OTHER = 'other';
