// In: a resource of any kind. Out: what all kinds share: the record that it says it tells, the fields in our extensions, its days.
import { isRecordTypeName } from '@longview/clinical';
import type { RecordTypeName } from '@longview/clinical';
import type { Item } from '@longview/dictionary';
import { codesOf } from '../codings.ts';
import type { Writer } from '../draft.ts';
import { itemsOf } from '../items.ts';
import type { Json } from '../json.ts';
import { at, objectsOf, textOf } from '../json.ts';
import { ITEM_EXTENSION } from '../systems.ts';
import { localDate } from '../times.ts';
import { absenceOf, valueIn } from '../value.ts';
import type { MapSetting } from './map-setting.ts';

/** The record type that a resource names in its tag, category or code (system `record`). */
export function toldRecord(resource: Json): RecordTypeName | undefined {
  const codes = [
    ...codesOf(at(resource, 'meta', 'tag')),
    ...codesOf(resource['category']),
    ...codesOf(resource['code']),
    ...codesOf(resource['event']),
  ];
  const name = codes.find(({ system }) => system === 'record')?.code;
  return name !== undefined && isRecordTypeName(name) ? name : undefined;
}

/** Fields that the resource has no element for: `{url: …/item, extension: [{url: name, valueCode}, {url: value, value[x]}]}`. */
export function putExtensions(writer: Writer, resource: Json): void {
  const values = new Map<string, { element: string; value: unknown; absent?: unknown }>();
  for (const [index, extension] of objectsOf(resource['extension']).entries()) {
    if (extension['url'] !== ITEM_EXTENSION) continue;
    const inner = objectsOf(extension['extension']);
    const name = textOf(inner.find((one) => one['url'] === 'name')?.['valueCode']);
    const told = inner.filter((one) => one['url'] === 'value').map((one) => valueIn(one));
    const absent = inner.find((one) => one['url'] === 'absent')?.['valueCode'];
    if (name === undefined) continue;
    const field = name.split('.').at(-1) ?? name;
    const element = `extension[${index}]`;
    const found = told.flatMap((one) => (one ? [one.value] : []));
    values.set(field, { element, value: found.length > 1 ? found : found[0], ...(absent !== undefined && { absent }) });
  }
  for (const [name, { element, value, absent }] of values) {
    if (value !== undefined) writer.put(name, element, value);
    else writer.absent(name, element, absenceOf(absent));
  }
}

/** The item that dates a record: the one without which it could not be placed, else its first date. */
export function datingItem(type: RecordTypeName): Item | undefined {
  const dates = itemsOf(type).filter(({ kind }) => kind === 'date' || kind === 'partialDate');
  return dates.find((item) => item.places === true) ?? dates[0];
}

/** Where FHIR has the day of an event, by kind of resource; the first that is there counts. */
const BEGINS = [
  'effectiveDateTime',
  'effectiveInstant',
  'effectivePeriod.start',
  'performedDateTime',
  'performedPeriod.start',
  'onsetDateTime',
  'onsetPeriod.start',
  'occurrenceDateTime',
  'date',
  'whenHandedOver',
  'period.start',
  'authored',
  'authoredOn',
] as const;
const ENDS = [
  'effectivePeriod.end',
  'performedPeriod.end',
  'abatementDateTime',
  'abatementPeriod.end',
  'onsetPeriod.end',
  'period.end',
] as const;

export interface Told {
  readonly element: string;
  readonly value: unknown;
}

const told = (resource: Json, elements: readonly string[]): Told | undefined => {
  for (const element of elements) {
    const value = at(resource, ...element.split('.'));
    if (value !== undefined) return { element, value };
  }
  return undefined;
};

export const beginOf = (resource: Json): Told | undefined => told(resource, BEGINS);
export const endOf = (resource: Json): Told | undefined => told(resource, ENDS);

/** The day on which the resource begins, where it is a whole one. */
export function dayOf(resource: Json, { timeZone }: MapSetting): string | undefined {
  const begin = beginOf(resource);
  const day = begin && localDate(begin.value, timeZone);
  return day?.ok === true && day.value.length === 10 ? day.value : undefined;
}

/** The last day of an episode, by the name that the record type has for it. */
const LAST = ['resolutionDate', 'endDate', 'dischargeDate', 'outcomeDate'] as const;

export function putPeriod(writer: Writer, type: RecordTypeName, resource: Json): void {
  const dating = datingItem(type);
  const begin = beginOf(resource);
  if (dating && begin) writer.put(dating.name, begin.element, begin.value);
  const end = endOf(resource);
  if (!end) return;
  for (const name of LAST) if (name !== dating?.name && writer.put(name, end.element, end.value)) return;
}
