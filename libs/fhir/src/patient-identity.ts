// In: a Patient. Out: the typed identity that it gives, and what stands in the way. Nothing of it is printed.
import type { PlacedProblem } from '@longview/csv';
import type { Sex, TypedIdentity } from '@longview/identity';
import { codesOf } from './codings.ts';
import { placeIn, trouble } from './entry.ts';
import type { Entry } from './entry.ts';
import type { Json } from './json.ts';
import { at, objectsOf, textOf } from './json.ts';
import { REGISTRY_NUMBERS, SSIN } from './systems.ts';

const SEXES: readonly string[] = ['male', 'female', 'other', 'unknown'] satisfies Sex[];

/** National numbers of other countries under HL7 table 0203: NNFRA becomes fr:nnfra. */
const NATIONAL = /^NN([A-Z]{2})[A-Z]?$/u;

const PSEUDONYM = /be-ext-(?:key-)?pseudonymization|^urn:be:fgov:ehealth:pseudo:/u;

export interface IdentityOptions {
  /** System of the hospital's own file numbers, when it is not told by the type MR. */
  readonly fileNumberSystem?: string;
  /** System of a national number to its type, as `fr:nir`. */
  readonly numberSystems?: Readonly<Record<string, string>>;
}

export function typedIdentity(
  entry: Entry,
  options: IdentityOptions = {},
): { readonly typed: TypedIdentity; readonly problems: readonly PlacedProblem[] } {
  const { resource } = entry;
  const problems: PlacedProblem[] = [];
  const all = objectsOf(resource['identifier']).filter((one) => one['use'] !== 'old');
  if (all.some((one) => PSEUDONYM.test(textOf(one['system']) ?? '') || pseudonymous(one)) || pseudonymous(resource))
    problems.push(
      trouble(
        'F10',
        placeIn(entry, 'identifier'),
        'the number of the patient is a pseudonym of another service, and nobody else can be found by it',
        'Send the national number itself: it is pseudonymised here, before anything leaves.',
        { field: 'nationalNumber' },
      ),
    );
  const numbers = all.flatMap((one) => {
    const [system, value] = [textOf(one['system']) ?? '', textOf(one['value'])];
    return value === undefined || REGISTRY_NUMBERS.has(system) || PSEUDONYM.test(system) || pseudonymous(one)
      ? []
      : [{ one, system, value }];
  });
  const national = numbers.find(({ system }) => system === SSIN);
  const foreign = numbers.flatMap(({ one, system, value }) => {
    const named = options.numberSystems?.[system];
    const typed = codesOf(one['type'])
      .map(({ code }) => NATIONAL.exec(code)?.[1])
      .find((country) => country !== undefined);
    const type = named ?? (typed === undefined ? undefined : typed === 'BE' ? 'be:niss' : `${typed.toLowerCase()}:nn`);
    return type === undefined ? [] : [{ value, type }];
  })[0];
  const fileNumber = fileNumberOf(entry, numbers, options, problems);
  const name = nameOf(resource);
  const birth = textOf(resource['birthDate']);
  if (birth !== undefined && birth.length < 10)
    problems.push(
      trouble(
        'F07',
        placeIn(entry, 'birthDate'),
        'only a part of the birth date is given: no age is computed from it',
        'Give the whole birth date if it is known.',
        { severity: 'query', field: 'birthDate' },
      ),
    );
  const gender = textOf(resource['gender']);
  return {
    typed: {
      nationalNumber: national?.value ?? foreign?.value,
      ...(national === undefined && foreign ? { numberType: foreign.type } : {}),
      fileNumber,
      name,
      birthDate: birth !== undefined && birth.length >= 10 ? birth : undefined,
      ...(gender !== undefined && SEXES.includes(gender) && { sex: gender as Sex }),
    },
    problems,
  };
}

function fileNumberOf(
  entry: Entry,
  numbers: readonly { readonly one: Json; readonly system: string; readonly value: string }[],
  options: IdentityOptions,
  problems: PlacedProblem[],
): string | undefined {
  if (options.fileNumberSystem !== undefined)
    return numbers.find(({ system }) => system === options.fileNumberSystem)?.value;
  const typed = numbers.filter(({ one }) => codesOf(one['type']).some(({ code }) => code === 'MR'));
  const [first, second] = typed.length > 0 ? typed : numbers.filter(({ system }) => system !== SSIN);
  if (first && second && numbers.every(({ system }) => system !== SSIN))
    problems.push(
      trouble(
        'F04',
        placeIn(entry, 'identifier'),
        'the patient has several numbers and none is told to be the file number',
        'Give the type MR to the one that the hospital keeps for good, or name its system in the mapping: fileNumberSystem.',
        { field: 'fileNumber' },
      ),
    );
  return second === undefined ? first?.value : undefined;
}

const pseudonymous = (element: Json): boolean =>
  objectsOf(element['extension']).some((one) => PSEUDONYM.test(textOf(one['url']) ?? ''));

function nameOf(resource: Json): string | undefined {
  const words = objectsOf(resource['name']).flatMap((name) => [
    ...(Array.isArray(name['given']) ? (name['given'] as unknown[]) : [name['given']]),
    name['family'],
    name['text'],
  ]);
  const known = [...new Set(words.map(textOf).filter((word) => word !== undefined))];
  return known.length === 0 ? undefined : known.join(' ');
}

/** Where the patient lives, as the dictionary has countries. */
export const countryOf = (resource: Json): string | undefined => {
  const homes = objectsOf(resource['address']).filter((one) => one['use'] !== 'old' && one['use'] !== 'temp');
  const country = textOf(at(homes[0], 'country'));
  return country === undefined ? undefined : (COUNTRY[country.toLowerCase()] ?? country.toUpperCase());
};

/** ISO 3166-1 alpha-3, and how the countries around call themselves. */
const COUNTRY: Readonly<Record<string, string>> = {
  bel: 'BE',
  belgium: 'BE',
  belgië: 'BE',
  belgique: 'BE',
  belgien: 'BE',
  fra: 'FR',
  france: 'FR',
  frankrijk: 'FR',
  nld: 'NL',
  netherlands: 'NL',
  nederland: 'NL',
  'pays-bas': 'NL',
  deu: 'DE',
  germany: 'DE',
  duitsland: 'DE',
  allemagne: 'DE',
  lux: 'LU',
  luxembourg: 'LU',
  luxemburg: 'LU',
  gbr: 'GB',
  ita: 'IT',
  esp: 'ES',
  pol: 'PL',
  rou: 'RO',
  usa: 'US',
};
