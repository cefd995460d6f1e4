// V21, clinical reference 1.23: a temperature of 86 to 113 "Cel" is one in Fahrenheit. It is not converted behind anybody’s back.
import type { Quantity } from '@longview/dictionary';
import { ofType } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const fahrenheit: Rule = rule({
  id: 'V21',
  about: ['DailyToxicityObservation.temperatureMax'],
  statement: 'A temperature is given in the unit in which it was measured.',
  wordings: {
    fahrenheit: {
      message: {
        en: '{value} °C cannot be; {value} °F are {converted} °C',
        nl: '{value} °C kan niet; {value} °F is {converted} °C',
        fr: '{value} °C est impossible ; {value} °F font {converted} °C',
        de: '{value} °C kann nicht sein; {value} °F sind {converted} °C',
      },
      mend: {
        en: 'Send the temperature with its unit [degF], or correct it. No grade is derived from it until then.',
        nl: 'Stuur de temperatuur met haar eenheid [degF], of verbeter ze. Tot dan wordt er geen graad uit afgeleid.',
        fr: 'Envoyez la température avec son unité [degF], ou corrigez-la. D’ici là, aucun grade n’en est dérivé.',
        de: 'Senden Sie die Temperatur mit ihrer Einheit [degF], oder berichtigen Sie sie. Bis dahin wird kein Grad daraus abgeleitet.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'DailyToxicityObservation').flatMap((record) => {
      const value = (record.record['temperatureMax'] as Partial<Quantity> | undefined)?.value;
      if (typeof value !== 'number' || value < 86 || value > 113) return [];
      return [
        ask(record, 'temperatureMax', 'fahrenheit', { value, converted: Math.round(((value - 32) * 50) / 9) / 10 }),
      ];
    });
  },
});
