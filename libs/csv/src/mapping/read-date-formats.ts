// In: `dateFormat` of a mapping file. Out: the formats to try, in order; ISO 8601 when none is declared.
import { dateFormat } from '../values/date-format.ts';
import type { DateFormat } from '../values/date-format.ts';
import type { YamlNode } from './yaml-node.ts';

export function readDateFormats(
  node: YamlNode,
  inherited?: readonly DateFormat[],
  century?: number,
): readonly DateFormat[] {
  if (node.isMissing) return inherited ?? ISO_DATES;
  return node.items().flatMap((item) => {
    const pattern = item.text();
    if (pattern === undefined) return [];
    const format = dateFormat(pattern, century);
    if (format.ok) return [format.value];
    item.refuse('wrong-value', format.error);
    return [];
  });
}

export const ISO_DATES: readonly DateFormat[] = ['yyyy-MM-dd', 'yyyy-MM', 'yyyy'].flatMap((pattern) => {
  const format = dateFormat(pattern);
  return format.ok ? [format.value] : [];
});
