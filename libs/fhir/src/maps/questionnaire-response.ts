// In: a QuestionnaireResponse to one of our questionnaires: one a record type, its linkIds the names of the fields. Out: that record.
// So every record type can come as FHIR, whatever resource it would otherwise be.
import { isRecordTypeName } from '@longview/clinical';
import { trouble, placeIn } from '../entry.ts';
import { drafts, leave, Writer } from '../draft.ts';
import type { Mapped } from '../draft.ts';
import { itemOf } from '../items.ts';
import type { Json } from '../json.ts';
import { objectsOf, textOf } from '../json.ts';
import { ABSENT_REASON, QUESTIONNAIRE } from '../systems.ts';
import { absenceOf, valueIn } from '../value.ts';
import { toldRecord } from './common.ts';
import type { MapSetting } from './map-setting.ts';

export function mapQuestionnaireResponse(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const asked = textOf(resource['questionnaire'])?.split('|')[0] ?? '';
  const name = asked.startsWith(QUESTIONNAIRE) ? asked.slice(QUESTIONNAIRE.length) : toldRecord(resource);
  if (name === undefined || !isRecordTypeName(name)) return leave('it answers no questionnaire that is read');
  const writer = new Writer(name, setting);
  const unknown: string[] = [];
  const walk = (items: readonly Json[], path: string): void => {
    for (const [index, item] of items.entries()) {
      const element = `${path}item[${index}]`;
      const field = textOf(item['linkId'])?.split('.').at(-1) ?? '';
      const answers = objectsOf(item['answer']);
      if (itemOf(name, field) !== undefined) answer(field, element, item, answers);
      else if (answers.length > 0) unknown.push(element);
      walk(objectsOf(item['item']), `${element}.`);
      for (const [at, one] of answers.entries()) walk(objectsOf(one['item']), `${element}.answer[${at}].`);
    }
  };
  const answer = (field: string, element: string, item: Json, answers: readonly Json[]): void => {
    const values = answers.flatMap((one) => valueIn(one)?.value ?? []);
    if (values.length > 0) {
      const several = itemOf(name, field)?.kind === 'codes';
      if (values.length > 1 && !several)
        writer.problems.push(
          trouble(
            'F09',
            placeIn(setting.entry, `${element}.answer`),
            'one answer is expected and several are given; the field is left out',
            'Give one.',
            {
              severity: 'query',
              field,
            },
          ),
        );
      else writer.put(field, `${element}.answer[0]`, several ? values : values[0]);
      return;
    }
    const reason = objectsOf(item['extension']).find((one) => one['url'] === ABSENT_REASON)?.['valueCode'];
    writer.absent(field, element, absenceOf(reason));
  };
  walk(objectsOf(resource['item']), '');
  if (unknown.length > 0)
    writer.problems.push(
      trouble(
        'F06',
        placeIn(setting.entry, unknown[0] as string),
        `${unknown.length} answers have a linkId that is no field of ${name}, and are left out`,
        'Use the names of the codebook.',
        {
          severity: 'query',
        },
      ),
    );
  return drafts(writer.main());
}
