// In: the dictionary. Out: a Questionnaire of FHIR for each record type, and the code systems of items and record types, so that a form of the
// hospital's own system can fill every record; the reader knows the answers by the same names.
import { RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import type { RecordTypeName } from '@longview/clinical';
import { describe } from '@longview/dictionary';
import type { Item } from '@longview/dictionary';
import { ACT_SYSTEM, ITEM_SYSTEM, QUESTIONNAIRE, RECORD_SYSTEM, VALUE_SYSTEM } from '../systems.ts';

const KIND: { readonly [kind in Item['kind']]: string } = {
  code: 'choice',
  codes: 'choice',
  text: 'string',
  // A day that is known by its month only is a date in FHIR too.
  date: 'date',
  partialDate: 'date',
  integer: 'integer',
  decimal: 'decimal',
  quantity: 'quantity',
};

const UNIT = 'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption';

function questionOf(type: RecordTypeName, item: Item): object {
  const coded = item.kind === 'code' || item.kind === 'codes';
  return {
    ...(item.kind === 'quantity' && {
      extension: Object.keys(item.accepts).map((code) => ({
        url: UNIT,
        valueCoding: { system: 'http://unitsofmeasure.org', code },
      })),
    }),
    linkId: item.name,
    code: [{ system: ITEM_SYSTEM, code: `${type}.${item.name}` }],
    text: item.label,
    type: coded && Object.keys(item.values).length === 0 ? 'string' : KIND[item.kind],
    ...(item.kind === 'codes' && { repeats: true }),
    ...(coded &&
      Object.keys(item.values).length > 0 && {
        answerOption: Object.entries(item.values).map(([code, display]) => ({
          valueCoding: { system: VALUE_SYSTEM, code, display },
        })),
      }),
    ...(item.kind === 'text' && { maxLength: item.maxLength }),
  };
}

export function questionnaireOf(type: RecordTypeName): object {
  const description = describe(recordClass(type));
  return {
    resourceType: 'Questionnaire',
    id: type,
    url: `${QUESTIONNAIRE}${type}`,
    name: type,
    title: description.label,
    status: 'draft',
    subjectType: ['Patient'],
    description: description.purpose,
    code: [{ system: RECORD_SYSTEM, code: type }],
    item: description.items.map((item) => questionOf(type, item)),
  };
}

const codeSystem = (id: string, url: string, title: string, concept: readonly object[]): object => ({
  resourceType: 'CodeSystem',
  id,
  url,
  name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
  title,
  status: 'draft',
  content: 'complete',
  caseSensitive: true,
  count: concept.length,
  concept,
});

/** File name to resource. */
export function fhirFiles(): ReadonlyMap<string, object> {
  const items = RECORD_TYPE_NAMES.flatMap((type) =>
    describe(recordClass(type)).items.map(({ name, label }) => ({ code: `${type}.${name}`, display: label })),
  );
  const types = RECORD_TYPE_NAMES.map((type) => ({ code: type, display: describe(recordClass(type)).label }));
  const acts = [
    { code: 'apheresis', display: 'leukapheresis for a product of the patient’s own cells' },
    { code: 'infusion', display: 'infusion of the product' },
    { code: 'referral', display: 'referral to a treatment centre' },
  ];
  return new Map<string, object>([
    ['terminology/item.json', codeSystem('item', ITEM_SYSTEM, 'Fields of the records', items)],
    ['terminology/record.json', codeSystem('record', RECORD_SYSTEM, 'Record types', types)],
    ['terminology/act.json', codeSystem('act', ACT_SYSTEM, 'Acts without a confirmed code elsewhere', acts)],
    ...RECORD_TYPE_NAMES.map((type) => [`questionnaires/${type}.json`, questionnaireOf(type)] as const),
  ]);
}
