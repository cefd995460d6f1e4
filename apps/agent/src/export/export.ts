// In: files of the hospital. Out: what was accepted of them in the project's own template, one CSV a record type, with the record's own id and
// system in it: read again, it is the same records, and the registry answers each as unchanged. The files hold identities, as their sources do.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { recordClass, type RecordTypeName } from '@longview/clinical';
import { EXACT_COLUMNS, TEMPLATE_LEADING } from '@longview/csv';
import { describe, type Item, type Quantity, templateColumns } from '@longview/dictionary';
import type { Source } from '../source.ts';
import { type BundleRecord, type PatientBundle, type Report, Validation } from '../validate/index.ts';

export interface Exported {
  readonly read: Report;
  readonly files: readonly string[];
}

const LEADING = [EXACT_COLUMNS.record, EXACT_COLUMNS.source, ...TEMPLATE_LEADING];

export async function exportTo(folder: string, source: Source, today: string): Promise<Exported> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const handles = new Map<RecordTypeName, { readonly handle: number; readonly path: string }>();
  const handleOf = (type: RecordTypeName): number => {
    const known = handles.get(type);
    if (known) return known.handle;
    const path = join(folder, `${type}.csv`);
    const made = { path, handle: openSync(path, 'w', 0o600) };
    writeSync(made.handle, line([...LEADING, ...templateColumns(describe(recordClass(type)))]));
    handles.set(type, made);
    return made.handle;
  };
  const validation = new Validation({ today, survey: source.isLarge });
  for await (const bundle of validation.bundles(source.open))
    for (const record of bundle.records) {
      source.takePlace(record.sourceRecordId);
      writeSync(handleOf(record.type), line(cellsOf(record, bundle)));
    }
  for (const { handle } of handles.values()) closeSync(handle);
  return { read: validation.report, files: [...handles.values()].map(({ path }) => path) };
}

function cellsOf(one: BundleRecord, { identity }: PatientBundle): string[] {
  const absent = (one.record['absent'] ?? {}) as Readonly<Record<string, string>>;
  const leading: Readonly<Record<string, string | undefined>> = {
    [EXACT_COLUMNS.record]: one.sourceRecordId,
    [EXACT_COLUMNS.source]: one.source,
    key: one.sourceRecordId,
    course: one.courseKey,
    void: one.withdraw?.reason,
    'patient.nationalNumber': identity.digits,
    'patient.numberType': identity.system,
    'patient.fileNumber': identity.fileNumber,
    'patient.name': identity.name,
    'patient.birthDate': identity.birthDate,
    'patient.sex': identity.sex,
  };
  const items = describe(recordClass(one.type)).items.flatMap((item) => [
    ...valueCells(item, one.record[item.name]),
    ...(item.required && !item.places ? [absent[item.name] ?? ''] : []),
  ]);
  return [...LEADING.map((name) => leading[name] ?? ''), ...items];
}

function valueCells(item: Item, value: unknown): string[] {
  if (item.kind === 'quantity') {
    const quantity = value as Quantity | undefined;
    return quantity === undefined
      ? ['', '']
      : [`${quantity.comparator ?? ''}${quantity.reported.value}`, quantity.reported.unit];
  }
  if (value === undefined || value === null) return [''];
  return [Array.isArray(value) ? value.join('|') : String(value)];
}

const line = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[";\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(';')}\r\n`;
