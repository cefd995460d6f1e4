// In: values at the door. Out: dates as days, codes that can carry no typed text. Refuses what is not of its alphabet, naming no value.
import { CODE, COMPARATORS, TEXT } from '@longview/dictionary';
import { dateInterval, dayNumber } from '@longview/foundation';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const text =
  (name: string, holds: (value: string) => boolean, want: string) =>
  (value: unknown): string => {
    if (typeof value === 'string' && holds(value)) return value;
    throw new GraphQLError(`${name} takes ${want}`, { extensions: { code: 'BAD_USER_INPUT' } });
  };

function textScalar(
  name: string,
  description: string,
  holds: (value: string) => boolean,
  want: string,
): GraphQLScalarType<string, string> {
  const read = text(name, holds, want);
  return new GraphQLScalarType<string, string>({
    name,
    description,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
    serialize: (value) => String(value),
  });
}

export const CodeScalar = textScalar(
  'Code',
  'A code of a value list: up to 40 letters, digits and _ . : + -, never typed text. Lists are open.',
  (value) => CODE.test(value),
  'a code of up to 40 letters, digits and _ . : + -',
);

export const CheckedTextScalar = textScalar(
  'CheckedText',
  'One line of typed text that an agent has compared with that very patient: no at sign, no number of six digits or more.',
  (value) => TEXT.test(value) && value.length <= 400,
  'one line of up to 400 characters without an at sign and without a number of six digits or more',
);

export const ComparatorScalar = textScalar(
  'Comparator',
  'What stands before a number that is a limit and no measurement: < <= >= >.',
  (value) => (COMPARATORS as readonly string[]).includes(value),
  '<, <=, >= or >',
);

export const DateScalar = textScalar(
  'Date',
  'A calendar day, YYYY-MM-DD.',
  (value) => dayNumber(value) !== undefined,
  'a day that exists, YYYY-MM-DD',
);

export const PartialDateScalar = textScalar(
  'PartialDate',
  'A calendar day, month or year: YYYY-MM-DD, YYYY-MM or YYYY.',
  (value) => dateInterval(value) !== undefined,
  'YYYY-MM-DD, YYYY-MM or YYYY',
);

const days = (value: unknown): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new GraphQLError('Days takes a whole number', { extensions: { code: 'BAD_USER_INPUT' } });
};

export const DaysScalar = new GraphQLScalarType<number, number>({
  name: 'Days',
  description:
    'Whole days since day 0, the first infusion of the course; negative before it. No calendar date leaves the registry.',
  parseValue: days,
  parseLiteral: (node) => days(node.kind === Kind.INT ? Number(node.value) : undefined),
  serialize: days,
});
