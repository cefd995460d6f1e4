// In: the identity columns of one row. Out: the checked identity or its refusal, with problems at their place and no value in clear.
import { identify, mask } from '@longview/identity';
import type { IdentityFinding, IdentityPart, Sex } from '@longview/identity';
import type { RowSetting } from './map-row.ts';
import { problem } from './place.ts';
import type { Place, PlacedProblem } from './place.ts';
import type { SourceRow } from './source-row.ts';
import { DATE_FAULTS, readDate } from './values/date-format.ts';
import { baseSex } from './values/base-words.ts';
import type { CellReader } from './values/read-field.ts';

export function readIdentity(
  reader: CellReader,
  row: Place,
  { mapping, today }: RowSetting,
): { readonly identity: SourceRow['identity']; readonly problems: readonly PlacedProblem[] } {
  const problems: PlacedProblem[] = [];
  const { identity } = mapping;
  const cell = (column: string | undefined): string | undefined =>
    column === undefined ? undefined : reader.cell(column);
  const here = (column: string | undefined): Place => (column === undefined ? row : reader.place(column));
  const type = identity.numberType;
  const typed = type && 'column' in type ? reader.cell(type.column) : undefined;
  const sexCell = cell(identity.sex?.column) ?? '';
  const sex = (identity.sex?.values.get(sexCell.toLowerCase()) ?? baseSex(sexCell)) as Sex | undefined;
  if (identity.sex && sexCell !== '' && sex === undefined)
    problems.push(
      problem(
        'C13',
        reader.place(identity.sex.column),
        'the sex is not in the value map and is not compared with the national number',
        'Add it to the mapping: identity.sex.values.',
        { severity: 'query', field: 'sex', value: sexCell },
      ),
    );

  const birthCell = cell(identity.birthDate?.column) ?? '';
  const birth =
    identity.birthDate && birthCell !== ''
      ? readDate(birthCell, [...identity.birthDate.dateFormats, ...(reader.furtherDates ?? [])])
      : undefined;
  const place: Readonly<Record<IdentityPart, Place>> = {
    nationalNumber: here(identity.nationalNumber ?? identity.fileNumber),
    numberType: here(type && 'column' in type ? type.column : undefined),
    fileNumber: here(identity.fileNumber),
    name: here(identity.name[0]),
    birthDate: here(identity.birthDate?.column),
    sex: here(identity.sex?.column),
  };
  const result = identify(
    {
      nationalNumber: cell(identity.nationalNumber),
      numberType: type && 'constant' in type ? type.constant : (type?.values.get((typed ?? '').toLowerCase()) ?? typed),
      fileNumber: cell(identity.fileNumber),
      name: identity.name
        .map((column) => reader.cell(column))
        .filter((part) => part !== '')
        .join(' '),
      // A date that is not exact or not readable is handed on as written, so that it is refused and never guessed.
      birthDate: birth?.ok ? birth.value : birthCell,
      sex,
    },
    today,
  );
  const told = identityProblems(
    result,
    (part) => place[part],
    (part) => reader.cell(place[part].heading ?? ''),
  );
  // Why a birth date could not be read is known here only: the format is the mapping's.
  problems.push(
    ...told.map((one) =>
      one.rule === 'birth-date-unreadable' && birth && !birth.ok ? { ...one, message: DATE_FAULTS[birth.error] } : one,
    ),
  );
  return { identity: result, problems };
}

/** The queries and errors of an identity, placed; values are shown by their shape only. Notes are left to whoever counts them. */
export function identityProblems(
  result: SourceRow['identity'],
  placeOf: (part: IdentityPart) => Place,
  valueOf: (part: IdentityPart) => string,
): PlacedProblem[] {
  const findings: readonly IdentityFinding[] = result.ok ? result.value.findings : result.error;
  return findings.flatMap(({ code, severity, part, message, mend }) => {
    if (severity === 'note') return [];
    const value = mask(valueOf(part));
    return [{ rule: code, severity, field: part, ...(value !== '' && { value }), message, mend, place: placeOf(part) }];
  });
}
