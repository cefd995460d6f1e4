// The record type DailyToxicityObservation, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import {
  ALANINE_TRANSAMINASE,
  ASPARTATE_TRANSAMINASE,
  BILIRUBIN,
  CREATININE,
  C_REACTIVE_PROTEIN,
  D_DIMER,
  FERRITIN,
  FERRITIN_LIMIT,
  FIBRINOGEN,
  HAEMOGLOBIN,
  INTERFERON_GAMMA,
  INTERLEUKIN_6,
  LACTATE_DEHYDROGENASE,
  LEUKOCYTES,
  LYMPHOCYTES,
  NEUTROPHILS,
  OXYGEN_FLOW,
  OXYGEN_SATURATION,
  PLATELETS,
  SOLUBLE_INTERLEUKIN_2_RECEPTOR,
  SYSTOLIC_PRESSURE,
  TEMPERATURE,
  TRANSAMINASE_LIMIT,
  TRIGLYCERIDES,
} from '../quantities.ts';
import { OXYGEN_DEVICE, VASOPRESSORS, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'ASTCT 2019', purpose: 'grade of toxicity' });

@RecordType({
  label: 'One day of observation after infusion',
  purpose: 'Grades are derived from these days.',
  source: 'ASTCT 2019',
  belongsTo: 'course',
})
export class DailyToxicityObservation {
  @Field(item({ kind: 'date', label: 'day', required: true, places: true, level: 'key' }))
  observationDate?: string;

  @Field(item({ ...TEMPERATURE, label: 'highest temperature', level: 'core' }))
  temperatureMax?: Quantity;

  @Field(
    item({
      kind: 'code',
      label: 'cause of the fever',
      values: { CRS: 'cytokine release syndrome', infection: 'infection', other: 'other', unknown: 'unknown' },
    }),
  )
  feverAttribution?: string;

  @Field(
    item({ kind: 'code', label: 'antipyretics or anticytokine treatment within 24 hours', values: YES_NO_UNKNOWN }),
  )
  antipyreticOrAnticytokine?: string;

  @Field(item({ ...SYSTOLIC_PRESSURE, label: 'lowest systolic pressure' }))
  systolicPressure?: Quantity;

  @Field(item({ kind: 'code', label: 'hypotension', values: YES_NO_UNKNOWN }))
  hypotension?: string;

  @Field(item({ kind: 'code', label: 'fluid bolus', values: YES_NO_UNKNOWN }))
  fluidBolus?: string;

  @Field(item({ kind: 'code', label: 'vasopressor given', values: YES_NO_UNKNOWN }))
  vasopressorGiven?: string;

  @Field(item({ kind: 'codes', label: 'vasopressors', values: VASOPRESSORS }))
  vasopressors?: readonly string[];

  @Field(item({ kind: 'code', label: 'oxygen by', values: OXYGEN_DEVICE }))
  oxygenDevice?: string;

  @Field(item({ ...OXYGEN_FLOW, label: 'flow of oxygen' }))
  oxygenFlow?: Quantity;

  @Field(item({ ...OXYGEN_SATURATION, label: 'lowest oxygen saturation' }))
  oxygenSaturation?: Quantity;

  @Field(
    item({
      kind: 'code',
      label: 'reason for ventilation',
      values: { hypoxia: 'hypoxia', airwayProtection: 'protection of the airway', procedure: 'a procedure' },
    }),
  )
  ventilationIndication?: string;

  @Field(item({ kind: 'integer', label: 'ICE score', min: 0, max: 10, unit: '{score}', level: 'core' }))
  iceScore?: number;

  @Field(item({ kind: 'integer', label: 'ICE: orientation', min: 0, max: 4, unit: '{score}' }))
  iceOrientation?: number;

  @Field(item({ kind: 'integer', label: 'ICE: naming', min: 0, max: 3, unit: '{score}' }))
  iceNaming?: number;

  @Field(item({ kind: 'integer', label: 'ICE: following a command', min: 0, max: 1, unit: '{score}' }))
  iceCommand?: number;

  @Field(item({ kind: 'integer', label: 'ICE: writing', min: 0, max: 1, unit: '{score}' }))
  iceWriting?: number;

  @Field(item({ kind: 'integer', label: 'ICE: attention', min: 0, max: 1, unit: '{score}' }))
  iceAttention?: number;

  @Field(
    item({
      kind: 'code',
      label: 'why the ICE could not be tested',
      values: {
        unarousable: 'cannot be aroused',
        sedated: 'sedated',
        language: 'language',
        refused: 'refused',
        other: 'other',
      },
    }),
  )
  iceNotTestable?: string;

  @Field(item({ kind: 'integer', label: 'CAPD score (under 12 years)', min: 0, max: 32, unit: '{score}' }))
  capdScore?: number;

  @Field(
    item({
      kind: 'code',
      label: 'level of consciousness',
      values: {
        spontaneous: 'awake',
        voice: 'awakens to voice',
        tactile: 'awakens to touch',
        vigorousTactile: 'awakens to vigorous touch',
        unarousable: 'cannot be aroused',
        coma: 'coma',
      },
    }),
  )
  consciousness?: string;

  @Field(
    item({
      kind: 'code',
      label: 'seizure',
      values: {
        none: 'none',
        resolvesRapidly: 'resolves rapidly',
        nonConvulsiveResolves: 'not convulsive, resolves with treatment',
        prolonged: 'longer than 5 minutes',
        repetitive: 'repeated without return to baseline',
      },
    }),
  )
  seizure?: string;

  @Field(item({ kind: 'code', label: 'deep focal motor weakness', values: YES_NO_UNKNOWN }))
  deepFocalWeakness?: string;

  @Field(
    item({
      kind: 'code',
      label: 'cerebral oedema',
      values: {
        none: 'none',
        focal: 'focal on imaging',
        diffuse: 'diffuse on imaging',
        posturing: 'posturing',
        cranialNerveVI: 'palsy of cranial nerve VI',
        papilloedema: 'papilloedema',
        cushingTriad: 'Cushing triad',
      },
    }),
  )
  cerebralOedema?: string;

  @Field(
    item({
      kind: 'code',
      label: 'cause of these signs',
      values: { icans: 'ICANS', otherCause: 'another cause', unknown: 'unknown' },
    }),
  )
  neurologyAttribution?: string;

  @Field(item({ kind: 'code', label: 'sedated', values: YES_NO_UNKNOWN }))
  sedated?: string;

  @Field(item({ ...C_REACTIVE_PROTEIN, label: 'C-reactive protein' }))
  cReactiveProtein?: Quantity;

  @Field(item({ ...FERRITIN, label: 'ferritin' }))
  ferritin?: Quantity;

  @Field(item({ ...FERRITIN_LIMIT, label: 'upper limit of the laboratory for ferritin' }))
  ferritinLimit?: Quantity;

  @Field(item({ ...INTERLEUKIN_6, label: 'interleukin 6' }))
  interleukin6?: Quantity;

  @Field(item({ ...INTERFERON_GAMMA, label: 'interferon gamma' }))
  interferonGamma?: Quantity;

  @Field(item({ ...SOLUBLE_INTERLEUKIN_2_RECEPTOR, label: 'soluble interleukin 2 receptor' }))
  solubleInterleukin2Receptor?: Quantity;

  @Field(item({ ...FIBRINOGEN, label: 'fibrinogen' }))
  fibrinogen?: Quantity;

  @Field(item({ ...D_DIMER, label: 'D-dimer' }))
  dDimer?: Quantity;

  @Field(item({ ...LACTATE_DEHYDROGENASE, label: 'lactate dehydrogenase' }))
  lactateDehydrogenase?: Quantity;

  @Field(item({ ...ALANINE_TRANSAMINASE, label: 'ALT' }))
  alanineTransaminase?: Quantity;

  @Field(item({ ...ASPARTATE_TRANSAMINASE, label: 'AST' }))
  aspartateTransaminase?: Quantity;

  @Field(item({ ...TRANSAMINASE_LIMIT, label: 'upper limit of the laboratory for ALT' }))
  transaminaseLimit?: Quantity;

  @Field(item({ ...BILIRUBIN, label: 'bilirubin' }))
  bilirubin?: Quantity;

  @Field(item({ ...TRIGLYCERIDES, label: 'triglycerides' }))
  triglycerides?: Quantity;

  @Field(item({ ...CREATININE, label: 'creatinine' }))
  creatinine?: Quantity;

  @Field(item({ ...LEUKOCYTES, label: 'leukocytes' }))
  leukocytes?: Quantity;

  @Field(item({ ...NEUTROPHILS, label: 'lowest neutrophils of the day', level: 'core' }))
  neutrophils?: Quantity;

  @Field(item({ ...PLATELETS, label: 'lowest platelets of the day', level: 'core' }))
  platelets?: Quantity;

  @Field(item({ ...HAEMOGLOBIN, label: 'lowest haemoglobin of the day', level: 'core' }))
  haemoglobin?: Quantity;

  @Field(item({ ...LYMPHOCYTES, label: 'lymphocytes' }))
  lymphocytes?: Quantity;

  @Field(item({ kind: 'integer', label: 'units of red cells transfused', min: 0, max: 20, unit: '{units}' }))
  transfusionsRedCells?: number;

  @Field(item({ kind: 'integer', label: 'units of platelets transfused', min: 0, max: 20, unit: '{units}' }))
  transfusionsPlatelets?: number;

  @Field(item({ kind: 'code', label: 'growth factor (G-CSF) given', values: YES_NO_UNKNOWN }))
  growthFactorGiven?: string;
}
