// In: a Patient. Out: the record of who is treated, and of the death where one is told. Who the patient is stays with the identity.
import { drafts, Writer } from '../draft.ts';
import type { Draft, Mapped } from '../draft.ts';
import { countryOf } from '../patient-identity.ts';
import { putExtensions } from './common.ts';
import type { MapSetting } from './map-setting.ts';

export function mapPatient(setting: MapSetting): Mapped {
  const { resource } = setting.entry;
  const who = new Writer('Patient', setting);
  who.put('sex', 'gender', resource['gender']);
  const country = countryOf(resource);
  if (country !== undefined) who.put('countryOfResidence', 'address.country', country);
  putExtensions(who, resource);
  const list: Draft[] = [who.main()];
  const died = resource['deceasedDateTime'];
  if (died !== undefined || resource['deceasedBoolean'] === true) {
    const death = new Writer('SurvivalStatus', setting);
    death.say('status', died === undefined ? 'deceasedBoolean' : 'deceasedDateTime', 'dead');
    if (died !== undefined) {
      death.put('deathDate', 'deceasedDateTime', died);
      // A month alone is no day of last contact: it stays open and is asked about.
      if (typeof died === 'string' && died.length >= 10) death.put('lastContactDate', 'deceasedDateTime', died);
    }
    list.push(death.main());
  }
  return drafts(...list);
}
