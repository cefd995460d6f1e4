// In: a Procedure, MedicationAdministration, MedicationStatement, MedicationDispense, Medication or BiologicallyDerivedProduct. Out: apheresis,
// product, infusion, or a drug where it is known what it was given for. Lot and donation numbers stay: only that there is one is told.
import { codesOf, shownCode } from '../codings.ts';
import type { Code } from '../codings.ts';
import { infusionOf, isApheresis, isProduct } from '../diseases.ts';
import { drafts, leave, Writer } from '../draft.ts';
import type { Draft, Mapped } from '../draft.ts';
import { itemsWithCode } from '../items.ts';
import type { Json } from '../json.ts';
import { at, objectsOf, textOf } from '../json.ts';
import { toxicityOf } from '../diseases.ts';
import { beginOf, dayOf, putExtensions, putPeriod, toldRecord } from './common.ts';
import type { MapSetting } from './map-setting.ts';

const isNotDone = (resource: Json): boolean => resource['status'] === 'not-done';

export function mapProcedure(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const codes = codesOf(resource['code']);
  const told = toldRecord(resource);
  const act = codes.map(({ system, code }) => infusionOf(system, code)).find((one) => one !== undefined);
  const product = act?.product;
  if (act !== undefined || told === 'Infusion' || codes.some(isInfusionAct)) {
    const used = objectsOf(resource['usedReference']).map((one) => setting.follow(one));
    return drafts(
      infusion(setting, undefined),
      ...(product === undefined ? [] : [productOf(setting, product, 3)]),
      ...productsOf(used, setting),
    );
  }
  if (told === 'Apheresis' || codes.some(({ system, code }) => isApheresis(system, code))) {
    const writer = new Writer('Apheresis', setting);
    putPeriod(writer, 'Apheresis', resource);
    putExtensions(writer, resource);
    if (isNotDone(resource)) return leave('an apheresis that was not done is no collection');
    return drafts(writer.main());
  }
  if (told !== undefined) return toldBy(told, setting);
  return leave(`${shownCode(codes)} is no procedure that is read`);
}

const isInfusionAct = ({ system, code }: Code): boolean => system === 'act' && code === 'infusion';

function toldBy(type: Parameters<typeof putPeriod>[1], setting: MapSetting): Mapped {
  const writer = new Writer(type, setting);
  putPeriod(writer, type, setting.entry.resource);
  putExtensions(writer, setting.entry.resource);
  return isNotDone(setting.entry.resource) ? leave('it was not done') : drafts(writer.main());
}

function infusion(setting: MapSetting, dose: unknown): Draft {
  const { resource } = setting.entry;
  const writer = new Writer('Infusion', setting);
  if (isNotDone(resource)) {
    writer.absent('infusionDate', 'status', 'notApplicable');
    writer.put('notInfusedReason', 'statusReason', resource['statusReason'] ?? resource['reasonNotDone']);
  } else {
    const begin = beginOf(resource);
    if (begin) writer.put('infusionDate', begin.element, begin.value);
  }
  if (dose !== undefined) writer.put('totalCarPositiveViableTCells', 'dosage.dose', dose);
  putExtensions(writer, resource);
  const route = codesOf(at(resource, 'dosage', 'route'));
  if (route.length > 0) writer.put('route', 'dosage.route', at(resource, 'dosage', 'route'));
  return writer.main({ ...(dayOf(resource, setting) !== undefined && { day: dayOf(resource, setting) as string }) });
}

/** @param rank a product that is told by its own resource goes before one that only stands in an act. */
function productOf(setting: MapSetting, code: string, rank: number): Draft {
  const writer = new Writer('Product', setting);
  writer.say('productCode', 'code', code);
  return writer.main({ rank });
}

const productsOf = (entries: readonly (MapSetting['entry'] | undefined)[], setting: MapSetting): Draft[] =>
  entries.flatMap((entry) => {
    if (entry?.type !== 'Medication') return [];
    const code = codesOf(entry.resource['code']).find((one) => isProduct(one.system, one.code))?.code;
    if (code === undefined) return [];
    const product = new Writer('Product', setting);
    product.say('productCode', 'code', code);
    if (at(entry.resource, 'batch', 'lotNumber') !== undefined)
      product.say('lotNumberRecorded', 'batch.lotNumber', 'yes');
    return [product.main({ rank: 2 })];
  });

/** Codes of the medicine, wherever it is told: in the resource, in a contained Medication, or in one that it refers to. */
function medicineOf(setting: MapSetting): { readonly codes: readonly Code[]; readonly medication: Json | undefined } {
  const { resource } = setting.entry;
  const medication = setting.follow(resource['medicationReference'])?.resource;
  return { codes: [...codesOf(resource['medicationCodeableConcept']), ...codesOf(medication?.['code'])], medication };
}

export function mapMedication(setting: MapSetting): Mapped {
  const { resource, type } = setting.entry;
  const { codes, medication } = medicineOf(setting);
  const product = codes.find(({ system, code }) => isProduct(system, code))?.code;
  const told = toldRecord(resource);
  if (product !== undefined || told === 'Infusion') {
    const lot = at(medication, 'batch', 'lotNumber') ?? at(resource, 'batch', 'lotNumber');
    const list: Draft[] = [];
    if (product !== undefined) {
      const writer = new Writer('Product', setting);
      writer.say('productCode', 'medication', product);
      if (lot !== undefined) writer.say('lotNumberRecorded', 'medication.batch.lotNumber', 'yes');
      if (type === 'MedicationDispense') putExtensions(writer, resource);
      list.push(writer.main({ rank: type === 'MedicationDispense' ? 1 : 2 }));
    }
    if (type === 'MedicationAdministration' || told === 'Infusion')
      list.unshift(infusion(setting, at(resource, 'dosage', 'dose')));
    return list.length === 0 ? leave('a product that is only taken note of') : drafts(...list);
  }
  if (isNotDone(resource)) return leave('a drug that was not given');
  if (told !== undefined) {
    const writer = new Writer(told, setting);
    putPeriod(writer, told, resource);
    for (const { system, code } of codes)
      if (system === 'ATC') writer.put('drug', 'medication', code) || writer.put('drugs', 'medication', [code]);
    putExtensions(writer, resource);
    return drafts(writer.main());
  }
  return drug(setting, codes);
}

/** A drug is read where a field is about it (tocilizumab in CRS), or where it was given for an episode that is told. */
function drug(setting: MapSetting, codes: readonly Code[]): Mapped {
  const { resource } = setting.entry;
  const list: Draft[] = [];
  const day = dayOf(resource, setting);
  for (const { type, item } of codes.flatMap(({ system, code }) => itemsWithCode(`${system}|${code}`))) {
    const writer = new Writer(type, setting);
    writer.say(item.name, 'medication', 'yes');
    // Not dated: it belongs to the episode of the course, whenever it began.
    list.push(writer.part());
  }
  const reasons = objectsOf(resource['reasonReference']).map((one) => setting.follow(one));
  const cause = reasons.flatMap((entry) =>
    entry?.type === 'Condition'
      ? codesOf(entry.resource['code']).map((one) => toxicityOf(one.system, one.code)?.type)
      : [],
  )[0];
  const atc = codes.find(({ system }) => system === 'ATC')?.code;
  if (cause !== undefined && atc !== undefined) {
    const writer = new Writer('DrugTreatment', setting);
    writer.put('drug', 'medication', atc);
    writer.put('givenFor', 'reasonReference', cause === 'Icans' ? 'ICANS' : 'CRS');
    putPeriod(writer, 'DrugTreatment', resource);
    if (writer.fields.has('drug') && writer.fields.has('givenFor'))
      list.push(writer.main({ ...(day !== undefined && { day }) }));
  }
  return list.length > 0
    ? drafts(...list)
    : leave(`${shownCode(codes)} is no drug that a field is about, and what it was given for is not told`);
}

export function mapProduct(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const codes = codesOf(resource['productCode']);
  const told = toldRecord(resource) === 'Product';
  const writer = new Writer('Product', setting);
  const atc = codes.find(({ system, code }) => isProduct(system, code) || system === 'value')?.code;
  if (atc !== undefined) writer.put('productCode', 'productCode', atc);
  putExtensions(writer, resource);
  if (!told && !writer.fields.has('productCode')) return leave(`${shownCode(codes)} is no product of this treatment`);
  if (objectsOf(resource['identifier']).some((one) => textOf(one['value']) !== undefined))
    writer.say('lotNumberRecorded', 'identifier', 'yes');
  return drafts(writer.main({ rank: 0 }));
}
