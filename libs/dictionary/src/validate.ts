// In: a plain record and its class. Out: the problems that the dictionary alone can see (cross-field rules live with the data set).
import { type Check, checksOf, missing } from './checks.ts';
import { describe, type RecordClass } from './describe.ts';
import { ABSENCES, type Item } from './item.ts';
import type { Problem } from './problem.ts';

const checkTables = new WeakMap<RecordClass, Map<string, { item: Item; checks: readonly Check[] }>>();

function tableOf(type: RecordClass) {
  let table = checkTables.get(type);
  if (!table) {
    table = new Map(describe(type).items.map((item) => [item.name, { item, checks: checksOf(item) }]));
    checkTables.set(type, table);
  }
  return table;
}

/**
 * Checks one record against its description: required (D01), readable (D02), listed (D03), in range (D04), known members (D05),
 * absence (D06). An empty answer means that the record holds.
 */
export function validateRecord(type: RecordClass, record: Readonly<Record<string, unknown>>): Problem[] {
  const table = tableOf(type);
  const problems: Problem[] = [];
  for (const member of Object.keys(record)) {
    if (member === 'absent' || table.has(member)) continue;
    problems.push({
      rule: 'D05',
      severity: 'query',
      field: member,
      message: `${describe(type).name} has no item of this name; it stays where it is and is not sent`,
      mend: `Remove it, or map it to one of ${[...table.keys()].join(', ')}.`,
    });
  }
  for (const member of Object.keys((record['absent'] as object | null | undefined) ?? {})) {
    if (table.get(member)?.item.required) continue;
    problems.push({
      rule: 'D06',
      severity: 'query',
      field: `absent.${member}`,
      message: 'an absence can be coded for required items only',
      mend: 'Leave it out.',
    });
  }
  // The checks that class-validator holds for this class, without its bookkeeping: a submission has hundreds of records.
  for (const [field, { item, checks }] of table) {
    const value = record[field];
    // Most items of a record are not there, and of those only the required ones are asked about.
    if (!item.required && !item.places && missing(value)) continue;
    for (const check of checks) {
      if (check.holds(value, record)) continue;
      problems.push({
        rule: check.rule,
        severity: check.severity,
        field,
        value: check.rule === 'D02' ? undefined : value,
        message: check.message(value),
        mend: check.mend,
      });
    }
  }
  return problems;
}

/** The record with only the members that its description knows, in the order of the description: what may travel. */
export function onlyDescribed(type: RecordClass, record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const absent: Record<string, unknown> = {};
  const codes = record['absent'] as Readonly<Record<string, unknown>> | null | undefined;
  for (const item of describe(type).items) {
    const value = record[item.name];
    if (!missing(value)) kept[item.name] = value;
    else if (item.required && Object.hasOwn(ABSENCES, String(codes?.[item.name])))
      absent[item.name] = codes?.[item.name];
  }
  if (Object.keys(absent).length > 0) kept['absent'] = absent;
  return kept;
}
