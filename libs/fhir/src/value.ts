// In: an item of the dictionary and an element of FHIR: value[x], a coded absence, or a plain value. Out: the field's value or absence, with
// what has to be asked. Text never becomes a code, and nothing is guessed.
import type { PlacedProblem } from '@longview/csv';
import { COMPARATORS } from '@longview/dictionary';
import type { Absence, Comparator, Item } from '@longview/dictionary';
import { numberInUnit, quantityOf, readMeasured, wordOf } from '@longview/units';
import type { Measured } from '@longview/units';
import { codesOf, shownCode } from './codings.ts';
import type { Code } from './codings.ts';
import { placeIn, trouble } from './entry.ts';
import type { Entry } from './entry.ts';
import type { Json } from './json.ts';
import { at, isObject, objectsOf, textOf } from './json.ts';
import { ABSENT_REASON } from './systems.ts';
import { localDate } from './times.ts';

export interface Reading {
  readonly value?: unknown;
  readonly absent?: Absence;
  readonly problem?: PlacedProblem;
}

export interface ReadSetting {
  readonly entry: Entry;
  readonly timeZone: string;
  /** Codes of the hospital, `system|code`, to codes of the dictionary. */
  readonly translate: ReadonlyMap<string, string>;
}

/** http://terminology.hl7.org/CodeSystem/data-absent-reason; the others (masked, error, as-text …) say nothing that an absence says. */
const ABSENT: Readonly<Record<string, Absence>> = {
  unknown: 'unknown',
  'asked-unknown': 'unknown',
  'asked-declined': 'unknown',
  'not-asked': 'unknown',
  'temp-unknown': 'unknown',
  'not-performed': 'notDone',
  'not-applicable': 'notApplicable',
};

export const absenceOf = (reason: unknown): Absence | undefined => {
  const code = typeof reason === 'string' ? reason : codesOf(reason)[0]?.code;
  return code !== undefined && Object.hasOwn(ABSENT, code) ? ABSENT[code] : undefined;
};

/** The absence that stands beside a primitive: `_birthDate: {extension: [...]}`. */
export const absenceBeside = (parent: Json, name: string): Absence | undefined =>
  objectsOf(at(parent, `_${name}`, 'extension'))
    .filter((one) => one['url'] === ABSENT_REASON)
    .map((one) => absenceOf(one['valueCode']))
    .find((one) => one !== undefined);

/** `valueQuantity` of `{valueQuantity: …}`. */
export function valueIn(
  parent: Json,
  prefix = 'value',
): { readonly name: string; readonly value: unknown } | undefined {
  for (const name of Object.keys(parent))
    if (name.startsWith(prefix) && name.length > prefix.length && /[A-Z]/u.test(name.charAt(prefix.length)))
      return { name, value: parent[name] };
  return undefined;
}

/** Answers that are yes or no whatever is asked (LOINC, SNOMED CT, HL7), and sex. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  'LOINC|LA33-6': 'yes',
  'LOINC|LA32-8': 'no',
  'LOINC|LA12688-0': 'unknown',
  'SNOMED|373066001': 'yes',
  'SNOMED|373067005': 'no',
  'SNOMED|261665006': 'unknown',
  'SNOMED|10828004': 'positive',
  'SNOMED|260385009': 'negative',
  'LOINC|LA6576-8': 'positive',
  'LOINC|LA6577-6': 'negative',
  'http://terminology.hl7.org/CodeSystem/v2-0136|Y': 'yes',
  'http://terminology.hl7.org/CodeSystem/v2-0136|N': 'no',
};

type Coded = Extract<Item, { kind: 'code' }>;

/** The code of the dictionary that one of the codings means. */
export function listedCode(
  item: Item,
  codes: readonly Code[],
  translate: ReadonlyMap<string, string>,
): string | undefined {
  if (item.kind !== 'code' && item.kind !== 'codes') return undefined;
  const values = item.values;
  for (const code of codes) {
    const translated = translate.get(`${code.system}|${code.code}`) ?? EVERYWHERE[`${code.system}|${code.code}`];
    if (translated !== undefined && Object.hasOwn(values, translated)) return translated;
    if (Object.hasOwn(values, code.code)) return code.code;
  }
  // A list that is empty, or a system that is too large to be listed, takes what has its form.
  const open = codes.find(({ code }) => knows(item, code));
  return open?.code;
}

const knows = (item: Coded | Extract<Item, { kind: 'codes' }>, code: string): boolean =>
  item.shape !== undefined
    ? item.shape.test(code)
    : Object.keys(item.values).length === 0 && /^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}$/u.test(code);

export function readValue(item: Item, element: string, value: unknown, setting: ReadSetting): Reading {
  const { entry, timeZone, translate } = setting;
  const place = placeIn(entry, element);
  const ask = (rule: 'F06' | 'F07' | 'F08', message: string, mend: string): Reading => ({
    problem: trouble(rule, place, `${message}; the field is left out`, mend, { severity: 'query', field: item.name }),
  });
  if (value === undefined || value === null) return {};
  if (typeof value === 'string') {
    const word = item.kind === 'text' ? undefined : wordOf(value);
    if (word?.says === 'absent' && !(item.kind === 'code' && Object.hasOwn(item.values, value)))
      return item.required ? { absent: word.absence } : {};
  }
  switch (item.kind) {
    case 'code': {
      const codes = asCodes(value);
      const code = listedCode(item, codes, translate);
      if (code !== undefined) return { value: code };
      return ask(
        'F06',
        codes.length === 0
          ? `${item.label} comes as text and not as a code`
          : `${shownCode(codes)} is no code of ${item.label}`,
        `Send one of ${Object.keys(item.values).join(', ')}, or name the code of the hospital in the mapping: codes.`,
      );
    }
    case 'codes': {
      const each = (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => asCodes(one));
      const found = each.map((codes) => listedCode(item, codes, translate));
      if (found.every((code) => code !== undefined)) return { value: [...new Set(found)] };
      return ask('F06', `a code is none of ${item.label}`, `Send codes of ${Object.keys(item.values).join(', ')}.`);
    }
    case 'text': {
      const text = textOf(value) ?? textOf(at(value, 'text'));
      return text === undefined ? {} : { value: text };
    }
    case 'date':
    case 'partialDate': {
      const date = localDate(value, timeZone);
      if (!date.ok)
        return {
          problem: trouble('F07', place, `the date ${date.error}`, 'Write it as YYYY-MM-DD or as a dateTime.', {
            field: item.name,
          }),
        };
      if (item.kind === 'date' && date.value.length < 10)
        return {
          problem: trouble('F07', place, `${item.label} needs a whole day, and only a part is given`, 'Give the day.', {
            field: item.name,
          }),
        };
      return { value: date.value };
    }
    case 'integer':
    case 'decimal': {
      const read = measuredOf(value);
      if (!read) return ask('F08', `${item.label} is no number`, `Give a number in ${item.unit}.`);
      if (read.comparator !== undefined)
        return ask('F08', `${item.label} takes a number and no limit`, 'Give the measured number, or leave it out.');
      const number = read.unit === undefined ? read.value : numberInUnit(item, read.value, read.unit);
      if (number === undefined)
        return ask('F08', `the unit is not one of ${item.label}`, `Give the number in ${item.unit}.`);
      if (item.kind === 'integer' && !Number.isSafeInteger(number))
        return ask('F08', `${item.label} is a whole number`, 'Give a whole number.');
      return { value: number };
    }
    case 'quantity': {
      if (typeof value === 'string') {
        const word = wordOf(value);
        if (word)
          return {
            problem: {
              rule: 'U05',
              severity: 'query',
              field: item.name,
              place,
              message: 'a word stands where a number is expected, and is not turned into one; the field is left out',
              mend: 'Give the number, or the limit of the method: "<0.1".',
            },
          };
      }
      const read = measuredOf(value);
      if (!read)
        return ask(
          'F08',
          `${item.label} is no number with a unit`,
          `Send a Quantity in ${Object.keys(item.accepts).join(', ')}.`,
        );
      const { quantity, trouble: found } = quantityOf(item, read, read.unit ?? '');
      return {
        ...(quantity && { value: quantity }),
        ...(found && { problem: { ...found, severity: 'query' as const, field: item.name, place } }),
      };
    }
  }
}

function asCodes(value: unknown): readonly Code[] {
  if (typeof value === 'boolean') return [{ system: '', code: value ? 'yes' : 'no' }];
  // A primitive `code` is one; a text with blanks is not.
  if (typeof value === 'string') return [{ system: '', code: value }];
  if (typeof value === 'number') return [{ system: '', code: String(value) }];
  return codesOf(value);
}

/** A Quantity, a bare number, or a text such as "<0.1". */
function measuredOf(value: unknown): (Measured & { readonly unit?: string }) | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? { value } : undefined;
  if (typeof value === 'string') {
    const read = readMeasured(value, '.');
    return read.ok ? read.value : undefined;
  }
  if (!isObject(value)) return undefined;
  const number = value['value'];
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  const comparator = value['comparator'];
  if (comparator !== undefined && !(COMPARATORS as readonly unknown[]).includes(comparator)) return undefined;
  // The code is UCUM where its system says so; what is shown to people is the second choice.
  const ucum = value['system'] === 'http://unitsofmeasure.org' ? textOf(value['code']) : undefined;
  const unit = ucum ?? textOf(value['unit']) ?? textOf(value['code']);
  return {
    value: number,
    ...(comparator !== undefined && { comparator: comparator as Comparator }),
    ...(unit !== undefined && { unit }),
  };
}
