// In: the message of an error that the GraphQL library wrote. Out: where and why, without what was found there: a value in a wrong place
// may be somebody's name, and an error text ends up in logs that nobody guards.

/** Reasons that can hold no value: whatever is not of this form is told as a wrong type. */
const REASONS = [
  /Field "\w{1,40}" (?:is not defined by type "\w+"|of required type "[\w![\]]+" was not provided)/,
  /Expected (?:non-nullable )?type "[\w![\]]+"(?: not to be null| to be an object)?/,
  /(?:Int|Float|String|Boolean|ID) cannot represent (?:a )?non[- ][a-z ]+ value/,
  /(?:Code|Date|PartialDate|Days) takes [a-zA-Z0-9 _.:+,-]+$/,
];

/** Of an error in executing: a variable that does not fit, or what a scalar says. */
export function withoutValue(message: string): string {
  const variable = /^Variable "(\$\w+)" got invalid value /.exec(message)?.[1];
  if (variable === undefined) return message.replace(/( value| cannot represent[^:]*): [\s\S]*$/, '$1');
  const path = [...message.matchAll(/ at "([\w.[\]]+)"; /g)].at(-1)?.[1] ?? variable;
  const reason = REASONS.flatMap(
    (known) => [...message.matchAll(new RegExp(`; (${known.source})`, 'g'))].at(-1)?.[1] ?? [],
  )[0];
  return `Variable "${variable}" is not accepted at "${path}": ${reason ?? 'the value is of a wrong type'}.`;
}

/** Of an error in parsing or validating: names of fields and types stand, literals of the document do not. */
export function withoutLiteral(message: string): string {
  return message
    .replace(/\b(Name|Int|Float|String|BlockString|Comment) "[\s\S]*$/, '$1.')
    .replace(/^(Syntax Error: Invalid character escape sequence): [\s\S]*$/, '$1.')
    .replace(/^(Expected value of type "[\w![\]]+"), found [\s\S]*$/, '$1.')
    .replace(/^Value "[\s\S]*" does not exist in ("\w+" enum)[\s\S]*$/, 'The value does not exist in $1.')
    .replace(/( cannot represent[^:]*): [\s\S]*$/, '$1.');
}
