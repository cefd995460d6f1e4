// In: an Observation. Out: a record that its components tell, a response, or fields for the record of that day. Which field takes a value
// is said by the code that the dictionary has with it; which record takes the field is said by the days of the course (see assemble).
import type { RecordTypeName } from '@longview/clinical';
import { codesOf, keyOf, shownCode } from '../codings.ts';
import type { Code } from '../codings.ts';
import { drafts, leave, Writer } from '../draft.ts';
import type { Draft, Mapped } from '../draft.ts';
import { itemNamed, itemsWithCode } from '../items.ts';
import type { ItemOf } from '../items.ts';
import type { Json } from '../json.ts';
import { objectsOf, textOf } from '../json.ts';
import { absenceOf, listedCode, valueIn } from '../value.ts';
import { beginOf, datingItem, dayOf, putExtensions, putPeriod, toldRecord } from './common.ts';
import type { MapSetting } from './map-setting.ts';

/** Where a day's values stand until the course is known: the record types that are one page a day or a time point. */
export const PAGES: readonly RecordTypeName[] = [
  'DailyToxicityObservation',
  'BaselineAssessment',
  'ImmuneReconstitution',
];

/** mCODE: disease status. Its four values are coarser than a response, so a code of ours stands beside or in place of them. */
const DISEASE_STATUS = 'LOINC|97509-4';
const CAUSE_OF_DEATH = 'LOINC|79378-6';
const DEAUVILLE = 'SNOMED|708895006';

export function mapObservation(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const codes = codesOf(resource['code']);
  const told = toldRecord(resource);
  if (told !== undefined) return record(told, setting);
  const keys = codes.map(keyOf);
  if (keys.includes(DISEASE_STATUS)) return response(setting);
  if (keys.includes(CAUSE_OF_DEATH))
    return single(setting, [fieldOf('SurvivalStatus', 'causePrimary'), fieldOf('SurvivalStatus', 'causeIcd10')]);
  if (keys.includes(DEAUVILLE)) return single(setting, [fieldOf('ResponseAssessment', 'deauvilleScore')]);

  const list: Draft[] = [];
  const named = named_(codes);
  if (named) list.push(...value(setting, named, resource, 'value', true));
  else
    for (const item of codes.flatMap((code) => itemsWithCode(keyOf(code))))
      list.push(...value(setting, item, resource, 'value', PAGES.includes(item.type)));
  for (const [index, component] of objectsOf(resource['component']).entries()) {
    const own = codesOf(component['code']);
    const exact = named_(own);
    const items = exact ? [exact] : own.flatMap((code) => itemsWithCode(keyOf(code)));
    for (const item of items)
      list.push(
        ...value(
          setting,
          item,
          component,
          `component[${index}].value`,
          exact !== undefined || PAGES.includes(item.type),
        ),
      );
  }
  if (list.length > 0) return drafts(...list);
  const known = named !== undefined || codes.some((code) => itemsWithCode(keyOf(code)).length > 0);
  return leave(known ? `${shownCode(codes)} holds no value` : `no field is about ${shownCode(codes)}`);
}

const named_ = (codes: readonly Code[]): ItemOf | undefined =>
  codes
    .filter(({ system }) => system === 'item')
    .map(({ code }) => itemNamed(code))
    .find((one) => one !== undefined);

const fieldOf = (type: RecordTypeName, name: string): ItemOf | undefined => itemNamed(`${type}.${name}`);

/** The whole record in one Observation: its value and its components are fields. */
function record(type: RecordTypeName, setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const writer = new Writer(type, setting);
  putPeriod(writer, type, resource);
  for (const [index, component] of objectsOf(resource['component']).entries())
    for (const { code, system } of codesOf(component['code'])) {
      const name = system === 'item' ? code.split('.').at(-1) : undefined;
      if (name === undefined) continue;
      const told = valueIn(component);
      if (told) writer.put(name, `component[${index}].${told.name}`, told.value);
      else writer.absent(name, `component[${index}].dataAbsentReason`, absenceOf(component['dataAbsentReason']));
    }
  putExtensions(writer, resource);
  return drafts(writer.main());
}

function response(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const writer = new Writer('ResponseAssessment', setting);
  putPeriod(writer, 'ResponseAssessment', resource);
  const told = valueIn(resource);
  if (told) writer.put('responseReported', told.name, told.value);
  else writer.absent('responseReported', 'dataAbsentReason', absenceOf(resource['dataAbsentReason']));
  writer.put('criteria', 'method', resource['method']);
  putExtensions(writer, resource);
  return drafts(writer.main());
}

/** One value that may stand in one of several fields of the same type: the first that takes its code does. */
function single(setting: MapSetting, wanted: readonly (ItemOf | undefined)[]): Mapped {
  const { resource } = setting.entry;
  const told = valueIn(resource);
  const items = wanted.filter((one) => one !== undefined);
  if (!told || items.length === 0) return leave('it holds no value');
  const fits =
    items.find(({ item }) => listedCode(item, codesOf(told.value), setting.translate) !== undefined) ?? items[0];
  return drafts(...value(setting, fits as ItemOf, resource, 'value', false));
}

function value(setting: MapSetting, { type, item }: ItemOf, parent: Json, element: string, promotes: boolean): Draft[] {
  const writer = new Writer(type, setting);
  const told = valueIn(parent);
  if (told) writer.put(item.name, element === 'value' ? told.name : element.replace(/value$/u, told.name), told.value);
  else writer.absent(item.name, 'dataAbsentReason', absenceOf(parent['dataAbsentReason']));
  if (writer.fields.size === 0 && writer.problems.length === 0) return [];
  const { resource } = setting.entry;
  const begin = beginOf(resource);
  const day = dayOf(resource, setting);
  const dating = datingItem(type);
  if (promotes && begin && dating && dating.name !== item.name) writer.put(dating.name, begin.element, begin.value);
  return [
    writer.part({
      ...(day !== undefined && { day }),
      ...(typeof begin?.value === 'string' && { instant: textOf(begin.value) ?? '' }),
      promotes,
    }),
  ];
}
