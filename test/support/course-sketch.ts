// In: a few dates and codes. Out: one patient with one course as a centre submits it: as few records as the sketch says.
import { createHash } from 'node:crypto';
import type { SubmittedPatient } from '@longview/wire';
import type { CentreId, TrialRegistry } from './trial-registry.ts';

/** The token of a person: equal for whoever sends him. */
export const tokenOf = (person: string): string => createHash('sha512').update(`person ${person}`).digest('base64url');

export interface CourseSketch {
  readonly infused?: string;
  readonly product?: string;
  readonly disease?: string;
  readonly alive?: string;
  readonly died?: string;
  readonly relapsed?: string;
  readonly assessed?: string;
  readonly consent?: 'all' | 'registryOnly' | 'none';
  readonly course?: string;
  readonly sex?: string;
}

/** One patient with a course, sent by a centre: as few records as the sketch says. */
export function patientOf(
  trial: TrialRegistry,
  centre: CentreId,
  person: string,
  sketch: CourseSketch,
): SubmittedPatient {
  const course = trial.key(centre, `course ${person} ${sketch.course ?? '1'}`);
  const records: SubmittedPatient['records'][number][] = [];
  const add = (name: string, member: string, body: Record<string, unknown>, ofCourse = true) =>
    records.push({
      key: trial.key(centre, `${person} ${sketch.course ?? '1'} ${name}`),
      system: 'ehr',
      ...(ofCourse && { course }),
      [member]: body,
    });
  const { consent = 'all' } = sketch;
  if (consent !== 'none') {
    const research = consent === 'all' ? 'permit' : 'deny';
    add(
      'consent',
      'consent',
      {
        eventType: 'given',
        eventDate: '2020-01-01',
        legalBasis: 'consent',
        registry: 'permit',
        academicResearch: research,
        companyResearch: research,
      },
      false,
    );
    add('patient', 'patient', { sex: sketch.sex ?? 'female', countryOfResidence: 'BE' }, false);
  }
  if (sketch.disease !== undefined)
    add('diagnosis', 'diagnosis', { primaryDisease: sketch.disease, statusAtInfusion: 'CR' });
  if (sketch.product !== undefined)
    add('product', 'product', { productCode: sketch.product, manufacturingOutcome: 'released' });
  if (sketch.infused !== undefined)
    add('infusion', 'infusion', { infusionDate: sketch.infused, infusionType: 'initial' });
  if (sketch.assessed !== undefined) {
    add('assessment', 'responseAssessment', { assessmentDate: sketch.assessed, responseReported: 'CR' });
  }
  if (sketch.relapsed !== undefined) add('relapse', 'relapseProgression', { date: sketch.relapsed, type: 'relapse' });
  if (sketch.died !== undefined) {
    add('status', 'survivalStatus', {
      status: 'dead',
      deathDate: sketch.died,
      lastContactDate: sketch.died,
      causePrimary: 'primaryDisease',
      statusSource: 'clinicVisit',
    });
  } else if (sketch.alive !== undefined)
    add('status', 'survivalStatus', {
      status: 'alive',
      lastContactDate: sketch.alive,
      statusSource: 'clinicVisit',
    });
  return {
    tokens: [{ epoch: 1, value: tokenOf(person) }],
    linkable: true,
    age: { value: 61, on: sketch.infused ?? '2025-01-01' },
    records,
  };
}
