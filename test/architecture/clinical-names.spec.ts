// Nothing in the data set can be called by the name of something that identifies: a member of that name has no place in libs/clinical,
// where identities are illegal, whatever its type.
import { describe, expect, it } from '@jest/globals';
import { readText, repositoryFiles } from './repository.ts';
import { visitSource } from './source.ts';

/** Words of a member's name, one after another. A boolean that says whether a number is on file ends in Recorded, and holds none. */
const IDENTIFYING = [
  /^name$|(^| )(first|last|given|family|middle|maiden|full|patient) name( |$)|(^| )(surname|initials)( |$)/,
  /(^| )(birth|dob|born)( |$)/,
  /(^| )(national|insurance|passport|social security|niss|insz|nrn|bis|ssn) ?(number|no|id)?( |$)/,
  /(^| )(address|street|postcode|postal|zip|phone|telephone|mobile|email)( |$)/,
  /(^| )(mrn|medical record|file number|patient number|patient id|hospital number|admission number)( |$)/,
  /(^| )(lot|batch|din|sec|join|coi|serial) (number|id|code)( |$)|(^| )(din|sec|coi|ebmt id|cibmtr id|safety report id)( |$)/,
  /(^| )(free text|narrative|remarks?|comments?|notes?)( |$)|^direct$/,
];

const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();

const identifies = (name: string): boolean =>
  !/(Recorded|Known|Given)$/.test(name) && IDENTIFYING.some((pattern) => pattern.test(words(name)));

/** Names that a file gives to members of its classes and types. */
function membersOf(text: string): string[] {
  const names: string[] = [];
  visitSource(text, (node) => {
    if (node.type !== 'ClassProperty' && node.type !== 'TsPropertySignature') return;
    const key = node['key'] as { value?: unknown };
    if (typeof key.value === 'string') names.push(key.value);
  });
  return names;
}

describe('libs/clinical', () => {
  const files = repositoryFiles(/^libs\/clinical\/src\/.*\.ts$/);

  it('has members to look at', () => {
    expect(files.flatMap((path) => membersOf(readText(path))).length).toBeGreaterThan(50);
  });

  it.each(files)('%s names nothing that identifies', (path) => {
    expect(membersOf(readText(path)).filter(identifies)).toEqual([]);
  });
});

it.each([
  'name',
  'birthDate',
  'yearOfBirth',
  'nationalNumber',
  'lotNumber',
  'postcode',
  'patientId',
  'ebmtId',
  'remarks',
  'direct',
])('%s would be found', (name) =>
  expect(membersOf(`class A { ${name}?: string; }`).filter(identifies)).toEqual([name]),
);

it.each(['lotNumberRecorded', 'productCode', 'decisionDate', 'responseReported', 'numberOfPriorLines'])(
  '%s may stay',
  (name) => expect(identifies(name)).toBe(false),
);
