// In: `when` of a record or a field. Out: the conditions, all of which must hold.
import type { Condition } from './mapping.ts';
import type { YamlNode } from './yaml-node.ts';

/** `when: column` asks for a filled cell; `{column, in: […]}`, `{column, notIn: […]}` and `{column, empty: true}` ask for more. */
export function readConditions(node: YamlNode): readonly Condition[] {
  return node.items().flatMap((item): Condition[] => {
    if (!item.isObject) {
      const column = item.text();
      return column === undefined ? [] : [{ column, test: { kind: 'notEmpty' } }];
    }
    item.only('column', 'in', 'notIn', 'empty');
    const column = item.member('column').required();
    if (column === undefined) return [];
    const listed = item.member('in').isMissing ? 'notIn' : 'in';
    const values = item.member(listed);
    if (!values.isMissing)
      return [
        {
          column,
          test: { kind: listed, values: new Set(values.items().flatMap((value) => value.text()?.toLowerCase() ?? [])) },
        },
      ];
    return [{ column, test: { kind: item.member('empty').value === true ? 'empty' : 'notEmpty' } }];
  });
}
