// In: nothing. Out: what is measured in more than one record type: canonical unit, the range outside which one asks, the units in which it is
// reported, with the way to the canonical one. The factors are checked against a UCUM library in the specs.
import type { QuantityItem } from '@longview/dictionary';

type Measured = Pick<QuantityItem, 'kind' | 'unit' | 'min' | 'max' | 'accepts' | 'concept'>;

const measured = (
  unit: string,
  min: number,
  max: number,
  accepts: QuantityItem['accepts'] = {},
  concept?: string,
): Measured => ({
  kind: 'quantity',
  unit,
  min,
  max,
  accepts: { [unit]: 1, ...accepts },
  ...(concept !== undefined && { concept }),
});

/** Cells of the blood: G/L is what French laboratories write for 10*9/L. */
const CELLS = { '10*3/uL': 1, 'G/L': 1, '/uL': 0.001, '10*6/L': 0.001 } as const;

export const WEIGHT = measured('kg', 2, 300, { g: 0.001, '[lb_av]': 0.45359237 }, 'LOINC|29463-7');
export const HEIGHT = measured('cm', 30, 250, { m: 100, '[in_i]': 2.54 }, 'LOINC|8302-2');

export const NEUTROPHILS = measured('10*9/L', 0, 100, CELLS, 'LOINC|751-8');
export const PLATELETS = measured('10*9/L', 0, 3000, CELLS, 'LOINC|777-3');
export const LYMPHOCYTES = measured('10*9/L', 0, 1000, CELLS, 'LOINC|731-0');
export const LEUKOCYTES = measured('10*9/L', 0, 1000, CELLS, 'LOINC|6690-2');
/** 1 mmol/L of haemoglobin, counted by its iron, is 1.6114 g/dL. */
export const HAEMOGLOBIN = measured('g/dL', 2, 25, { 'g/L': 0.1, 'mmol/L': 1.6114 }, 'LOINC|718-7');

export const C_REACTIVE_PROTEIN = measured('mg/L', 0, 1000, { 'mg/dL': 10 }, 'LOINC|1988-5');
export const FERRITIN = measured('ug/L', 0, 500_000, { 'ng/mL': 1, 'mg/L': 1000 }, 'LOINC|2276-4');
export const FERRITIN_LIMIT = measured('ug/L', 50, 1000, { 'ng/mL': 1 });
export const LACTATE_DEHYDROGENASE = measured('U/L', 20, 20_000, { 'ukat/L': 60 }, 'LOINC|2532-0');
export const LACTATE_DEHYDROGENASE_LIMIT = measured('U/L', 100, 1000, { 'ukat/L': 60 });
export const CREATININE = measured('umol/L', 10, 2500, { 'mg/dL': 88.42 }, 'LOINC|14682-9');
export const FILTRATION_RATE = measured('mL/min/{1.73_m2}', 0, 250, { 'mL/min/{1.73m2}': 1 }, 'LOINC|98979-8');
export const BILIRUBIN = measured('umol/L', 0, 1200, { 'mg/dL': 17.104 }, 'LOINC|14631-6');
export const ALANINE_TRANSAMINASE = measured('U/L', 0, 20_000, { 'ukat/L': 60 }, 'LOINC|1742-6');
export const ASPARTATE_TRANSAMINASE = measured('U/L', 0, 20_000, { 'ukat/L': 60 }, 'LOINC|1920-8');
export const TRANSAMINASE_LIMIT = measured('U/L', 10, 100, { 'ukat/L': 60 });
export const ALBUMIN = measured('g/L', 5, 70, { 'g/dL': 10 }, 'LOINC|1751-7');
export const FIBRINOGEN = measured('g/L', 0, 20, { 'mg/dL': 0.01 }, 'LOINC|3255-7');
/** As fibrinogen-equivalent units: D-dimer units are about half of these, and are not converted. */
export const D_DIMER = measured('ug/L{FEU}', 0, 200_000, { 'ng/mL{FEU}': 1, 'mg/L{FEU}': 1000 }, 'LOINC|48065-7');
export const INTERLEUKIN_6 = measured('ng/L', 0, 1_000_000, { 'pg/mL': 1 }, 'LOINC|26881-3');
export const INTERFERON_GAMMA = measured('[IU]/mL', 0, 100_000, {});
export const SOLUBLE_INTERLEUKIN_2_RECEPTOR = measured('U/mL', 0, 1_000_000, { '[IU]/mL': 1 });
export const TRIGLYCERIDES = measured('mmol/L', 0, 60, { 'mg/dL': 0.011_29 }, 'LOINC|2571-8');
export const IMMUNOGLOBULIN_G = measured('g/L', 0, 100, { 'mg/dL': 0.01, 'g/dL': 10 }, 'LOINC|2465-3');
/** A limit that the centre sets, and nothing that a laboratory measured: without the code of the analyte. */
export const IMMUNOGLOBULIN_G_LIMIT = measured('g/L', 0, 100, { 'mg/dL': 0.01, 'g/dL': 10 });

export const TEMPERATURE = measured('Cel', 30, 43, { '[degF]': { factor: 5 / 9, offset: -160 / 9 } }, 'LOINC|8310-5');
export const SYSTOLIC_PRESSURE = measured('mm[Hg]', 30, 250, {}, 'LOINC|8480-6');
export const OXYGEN_FLOW = measured('L/min', 0, 80, {}, 'LOINC|3151-8');
export const OXYGEN_SATURATION = measured('%', 40, 100, {}, 'LOINC|59408-5');

export const SERUM_M_PROTEIN = measured('g/L', 0, 150, { 'g/dL': 10 }, 'LOINC|33358-3');
export const URINE_M_PROTEIN = measured('mg/(24.h)', 0, 50_000, { 'g/(24.h)': 1000, 'mg/d': 1 });
export const KAPPA_LIGHT_CHAINS = measured('mg/L', 0, 100_000, { 'mg/dL': 10 }, 'LOINC|36916-5');
export const LAMBDA_LIGHT_CHAINS = measured('mg/L', 0, 100_000, { 'mg/dL': 10 }, 'LOINC|33944-0');
export const LIGHT_CHAIN_RATIO = measured('{ratio}', 0, 100_000, {}, 'LOINC|48378-4');

export const PERCENT = measured('%', 0, 100);
export const CELLS_PER_MICROLITRE = measured('10*6/L', 0, 20_000, { '/uL': 1, '{cells}/uL': 1, '10*9/L': 1000 });
export const LENGTH_OF_LESION = measured('mm', 0, 400, { cm: 10 });
export const SPLEEN_LENGTH = measured('mm', 30, 400, { cm: 10 });
export const AREA_OF_LESIONS = measured('mm2', 0, 200_000, { cm2: 100 });
export const RADIATION_DOSE = measured('Gy', 0.1, 100, { cGy: 0.01 });
export const LIMIT_OF_DETECTION = measured('{fraction}', 1e-9, 1, { '%': 0.01 });
