// In: one resource and what it is read as. Out: a draft: the fields of one record, or fields for a record that another resource tells.
import type { RecordTypeName } from '@longview/clinical';
import type { Place, PlacedProblem } from '@longview/csv';
import type { Absence } from '@longview/dictionary';
import type { Entry } from './entry.ts';
import { placeIn } from './entry.ts';
import { itemOf } from './items.ts';
import type { ReadSetting } from './value.ts';
import { readValue } from './value.ts';

export interface Field {
  readonly value?: unknown;
  readonly absent?: Absence;
  readonly place: Place;
}

export interface Draft {
  readonly type: RecordTypeName;
  readonly entry: Entry;
  /** `main` is a record of its own. `part` gives fields to the one record of its type that it belongs to. */
  readonly as: 'main' | 'part';
  /** Takes the place of the resource's own id where one record is told by many resources. */
  readonly known?: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly problems: readonly PlacedProblem[];
  readonly withdraw?: string;
  /** Mains of the same course give way to one another: the lowest is kept. */
  readonly rank?: number;
  /** The day on which it was observed, and the instant as written: of several values of one day the latest counts. */
  readonly day?: string;
  readonly instant?: string;
  /** A part without its record becomes one of its own: of that day where the type has a day. */
  readonly promotes?: boolean;
}

/** Collects the fields of one record. */
export class Writer {
  readonly #type: RecordTypeName;
  readonly #setting: ReadSetting;
  readonly fields = new Map<string, Field>();
  readonly problems: PlacedProblem[] = [];

  constructor(type: RecordTypeName, setting: ReadSetting) {
    this.#type = type;
    this.#setting = setting;
  }

  /** A value of FHIR into a field; what the record type does not have, or what is already there, is left. @returns whether a field took it. */
  put(name: string, element: string, value: unknown): boolean {
    const item = itemOf(this.#type, name);
    if (!item || value === undefined || value === null || this.fields.has(name)) return false;
    const { problem, value: read, absent } = readValue(item, element, value, this.#setting);
    const place = placeIn(this.#setting.entry, element);
    if (problem) this.problems.push(problem);
    if (read !== undefined) this.fields.set(name, { value: read, place });
    else if (absent !== undefined) this.fields.set(name, { absent, place });
    return read !== undefined || absent !== undefined || problem !== undefined;
  }

  /** A code of the dictionary that follows from what the resource is. */
  say(name: string, element: string, code: unknown): void {
    if (itemOf(this.#type, name) && code !== undefined && !this.fields.has(name))
      this.fields.set(name, { value: code, place: placeIn(this.#setting.entry, element) });
  }

  absent(name: string, element: string, absence: Absence | undefined): void {
    const item = itemOf(this.#type, name);
    if (item?.required && absence !== undefined && !this.fields.has(name))
      this.fields.set(name, { absent: absence, place: placeIn(this.#setting.entry, element) });
  }

  main(more: Partial<Pick<Draft, 'known' | 'rank' | 'day'>> = {}): Draft {
    const { fields, problems } = this;
    return { type: this.#type, entry: this.#setting.entry, as: 'main', fields, problems, ...more };
  }

  part(more: Partial<Pick<Draft, 'day' | 'instant' | 'promotes' | 'known'>> = {}): Draft {
    const { fields, problems } = this;
    return { type: this.#type, entry: this.#setting.entry, as: 'part', fields, problems, ...more };
  }
}

/** What a resource became. */
export type Mapped =
  | { readonly drafts: readonly Draft[]; readonly ignored?: undefined }
  | { readonly ignored: string; readonly drafts?: undefined };

export const leave = (because: string): Mapped => ({ ignored: because });
export const drafts = (...list: readonly Draft[]): Mapped => ({ drafts: list });
