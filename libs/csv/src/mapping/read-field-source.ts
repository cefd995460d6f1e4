// In: one field of a mapping file. Out: where its value comes from: a column, a constant or a coded absence; codes and units are checked
// against the dictionary. Refuses identity columns, and constants for what a person decides outside a demonstration.
import type { RecordTypeName } from '@longview/clinical';
import { ABSENCES, checksOf } from '@longview/dictionary';
import type { Absence, Item } from '@longview/dictionary';
import { isUnitOf, ucumOf } from '@longview/units';
import { nearest } from '../nearest.ts';
import type { DateFormat } from '../values/date-format.ts';
import { isListed } from '../values/listed.ts';
import type { FieldSource, Meaning } from './mapping.ts';
import { readDateFormats } from './read-date-formats.ts';
import type { YamlNode } from './yaml-node.ts';

export interface Setting {
  readonly dateFormats: readonly DateFormat[];
  readonly century?: number;
  /** Identity columns in lower case. */
  readonly closed: ReadonlySet<string>;
  readonly demonstration: boolean;
}

/** What a person decides or observes for each patient: one value for all would be an invention. */
const decidedByPeople = (type: RecordTypeName, item: Item): boolean =>
  type === 'Consent' ||
  item.kind === 'date' ||
  item.kind === 'partialDate' ||
  (type === 'SurvivalStatus' && item.name === 'status') ||
  (type === 'ResponseAssessment' && item.name === 'responseReported');

export function readFieldSource(
  node: YamlNode,
  type: RecordTypeName,
  item: Item,
  setting: Setting,
  demonstration: string[],
): FieldSource | undefined {
  if (node.isObject && !node.member('constant').isMissing) {
    node.only('constant', 'when');
    return readConstant(node.member('constant'), type, item, setting, demonstration);
  }
  if (node.isObject && !node.member('absent').isMissing) {
    node.only('absent', 'when');
    const absence = readAbsence(node.member('absent'));
    if (!item.required || item.places)
      return node.refuse('wrong-value', `${item.name} cannot be coded as absent: leave it out of the mapping`);
    return absence && { kind: 'absent', absence };
  }
  node.only('column', 'when', 'values', 'dateFormat', 'unit', 'units', 'absence');
  const column = node.isObject ? node.member('column').required() : node.text();
  if (column === undefined) return undefined;
  if (setting.closed.has(column.toLowerCase()))
    return node.refuse(
      'identity-in-record',
      `the column "${column}" says who the patient is and cannot become a field of a record`,
    );
  const absence = node.member('absence').text();
  return {
    kind: 'column',
    column,
    values: readValues(node.member('values'), item),
    dateFormats: readDateFormats(node.member('dateFormat'), setting.dateFormats, setting.century),
    ...readUnit(node, item),
    units: readUnits(node.member('units'), item),
    ...(absence === undefined ? {} : { absenceColumn: absence }),
  };
}

function readConstant(
  node: YamlNode,
  type: RecordTypeName,
  item: Item,
  setting: Setting,
  demonstration: string[],
): FieldSource | undefined {
  const value = node.value;
  if (
    item.kind === 'quantity' ||
    item.kind === 'codes' ||
    item.kind === 'text' ||
    (typeof value !== 'string' && typeof value !== 'number')
  )
    return node.refuse('wrong-value', `${item.name} cannot have this constant`);
  if (decidedByPeople(type, item)) {
    if (!setting.demonstration)
      return node.refuse(
        'demonstration-only',
        `a constant for ${type}.${item.name} is accepted in demonstration mode only: what is asked of each patient cannot be one value for all`,
      );
    demonstration.push(node.path);
  }
  const fault = checksOf(item).find((check) => !check.holds(value, {}));
  return fault ? node.refuse('unknown-code', `${fault.message(value)}. ${fault.mend}`) : { kind: 'constant', value };
}

function readAbsence(node: YamlNode): Absence | undefined {
  return node.oneOf(...(Object.keys(ABSENCES) as Absence[]));
}

function readValues(node: YamlNode, item: Item): ReadonlyMap<string, Meaning> {
  const values = new Map<string, Meaning>();
  if (!node.isMissing && item.kind !== 'code' && item.kind !== 'codes' && item.kind !== 'integer')
    node.refuse('wrong-value', `${item.name} is not a coded field: a value map has no use here`);
  for (const [cell, target] of node.entries()) {
    if (target.isObject) {
      target.only('absent');
      const absence = readAbsence(target.member('absent'));
      if (absence) values.set(cell.trim().toLowerCase(), { absent: absence });
      continue;
    }
    const code = target.text();
    if (code === undefined) continue;
    if ((item.kind === 'code' || item.kind === 'codes') && !isListed(item, code)) {
      const meant = nearest(code, Object.keys(item.values));
      target.refuse(
        'unknown-code',
        `${item.name} has no code ${code}; ${meant ? `did you mean ${meant}?` : `it has ${Object.keys(item.values).join(', ')}`}`,
      );
    }
    values.set(cell.trim().toLowerCase(), { code });
  }
  return values;
}

/** Of the item's own list, or what laboratories write for a unit that measures the same. */
const measures = (item: Extract<Item, { kind: 'quantity' }>, written: string): boolean =>
  Object.hasOwn(item.accepts, written) || isUnitOf(item, ucumOf(written) ?? '');

function readUnit(node: YamlNode, item: Item): { unit?: { constant: string } | { column: string } } {
  const unit = node.member('unit');
  if (item.kind !== 'quantity') {
    if (!unit.isMissing) unit.refuse('wrong-value', `${item.name} has no unit to choose`);
    return {};
  }
  if (unit.isObject) {
    unit.only('column');
    const column = unit.member('column').required();
    return column === undefined ? {} : { unit: { column } };
  }
  const constant = unit.required();
  if (constant === undefined) return {};
  if (!measures(item, constant))
    unit.refuse('unknown-unit', `${item.name} comes in ${Object.keys(item.accepts).join(', ')}, not in ${constant}`);
  return { unit: { constant } };
}

function readUnits(node: YamlNode, item: Item): ReadonlyMap<string, string> {
  const units = new Map<string, string>();
  for (const [cell, target] of node.entries()) {
    const unit = target.text();
    if (unit === undefined) continue;
    if (item.kind !== 'quantity' || !measures(item, unit))
      target.refuse('unknown-unit', `${item.name} does not come in ${unit}`);
    units.set(cell.trim(), unit);
  }
  return units;
}
