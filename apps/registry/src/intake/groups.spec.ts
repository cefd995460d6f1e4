import { describe, expect, test } from '@jest/globals';
import { groupByCourse } from './groups.ts';

const record = (
  type: Parameters<typeof groupByCourse>[0][number]['type'],
  body: Record<string, unknown>,
  course?: string,
) => ({ type, body, course });

describe('courses that a submission speaks of', () => {
  test('a course begins at the earliest of decision, apheresis and infusion; day 0 is the first infusion', () => {
    const [group] = groupByCourse([
      record('Infusion', { infusionDate: '2024-03-11' }, 'c'),
      record('Infusion', { infusionDate: '2024-03-01' }, 'c'),
      record('Apheresis', { apheresisDate: '2024-01-20' }, 'c'),
      record('Product', { productCode: 'L01XL12' }, 'c'),
      record('SurvivalStatus', { status: 'alive', lastContactDate: '2025-01-02' }, 'c'),
    ]);
    expect(group).toMatchObject({
      course: 'c',
      product: 'L01XL12',
      day0: '2024-03-01',
      begun: '2024-01-20',
      latest: '2025-01-02',
    });
  });

  test('a follow-up alone begins none; a month may mean its last day', () =>
    expect(groupByCourse([record('RelapseProgression', { date: '2024-02' }, 'c')])).toMatchObject([
      { day0: undefined, begun: undefined, latest: '2024-02-29' },
    ]));

  test('who the patient is and what he permits belong to no course', () =>
    expect(
      groupByCourse([
        record('Patient', { sex: 'female' }),
        record('Consent', { eventType: 'given', eventDate: '2024-01-01' }),
      ]),
    ).toEqual([]));

  test('records without a course key are one group', () =>
    expect(
      groupByCourse([record('Infusion', {}), record('Icans', {}), record('Icans', {}, 'c')]).map(
        ({ records }) => records.length,
      ),
    ).toEqual([2, 1]));
});
