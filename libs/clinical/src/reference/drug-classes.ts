// In: ATC codes. Out: the classes of drugs that the labels and the literature ask about. A code that is too short to tell says nothing.
export const DRUG_CLASSES = {
  IMiD: ['L04AX02', 'L04AX04', 'L04AX06'],
  PI: ['L01XG'],
  CD38: ['L01FC'],
  CD20: ['L01FA'],
  BTK: ['L01EL'],
  anthracycline: ['L01DB'],
  bispecific: ['L01FX07', 'L01FX24', 'L01FX25', 'L01FX27', 'L01FX28', 'L01FX29', 'L01FX32'],
  BCMA: ['L01FX15', 'L01FX24', 'L01FX32', 'L01XL05', 'L01XL07'],
  CD19: ['L01FX07', 'L01FX12', 'L01FX22', 'L01XL03', 'L01XL04', 'L01XL06', 'L01XL08', 'L01XL12'],
} as const satisfies Record<string, readonly string[]>;

export type DrugClass = keyof typeof DRUG_CLASSES;

export const classesOf = (atc: string): readonly DrugClass[] =>
  (Object.keys(DRUG_CLASSES) as DrugClass[]).filter((name) =>
    DRUG_CLASSES[name].some((beginning) => atc.startsWith(beginning)),
  );

export const LENALIDOMIDE = 'L04AX04';
/** The two of each class that "penta-refractory" names, beside an antibody against CD38. */
export const PENTA = { IMiD: ['L04AX04', 'L04AX06'], PI: ['L01XG01', 'L01XG02'] } as const;
