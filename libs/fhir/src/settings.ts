// In: a mapping file with `format: fhir` (YAML). Out: what FHIR leaves open in one hospital: its system, numbers, zone and own codes; or
// everything that is wrong with it, each with its path.
import { openMapping } from '@longview/csv';
import type { MappingRefusal } from '@longview/csv';
import { CODE } from '@longview/dictionary';
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { shortSystem } from './systems.ts';

export interface FhirSettings {
  readonly source: string;
  readonly timeZone: string;
  readonly fileNumberSystem?: string;
  readonly numberSystems: Readonly<Record<string, string>>;
  readonly translate: ReadonlyMap<string, string>;
}

/** Whether a mapping file is one for FHIR. */
export const isFhirMapping = (yaml: string): boolean => /^format:\s*["']?fhir\b/mu.test(yaml);

export function readFhirSettings(yaml: string): Result<FhirSettings, readonly MappingRefusal[]> {
  const opened = openMapping(yaml);
  if (!opened.ok) return opened;
  const { root, refusals } = opened.value;
  root.only('version', 'format', 'source', 'timeZone', 'fileNumberSystem', 'numberSystems', 'codes');
  root.member('version').required();
  root.member('version').oneOf('1');
  root.member('format').oneOf('fhir');
  const source = root.member('source').required() ?? '';
  if (source !== '' && !CODE.test(source))
    root.member('source').refuse('wrong-value', 'a code is expected: letters, digits and _ . : + -, no spaces');
  const timeZone = root.member('timeZone').text() ?? 'Europe/Brussels';
  if (!isZone(timeZone))
    root.member('timeZone').refuse('wrong-value', 'no time zone has this name; for example Europe/Brussels');
  const fileNumberSystem = root.member('fileNumberSystem').text();
  const numberSystems: Record<string, string> = {};
  for (const [system, type] of root.member('numberSystems').entries()) {
    const text = type.text();
    if (text !== undefined) numberSystems[system] = text;
  }
  // By system: {system: {code: code of the dictionary}}.
  const translate = new Map<string, string>();
  for (const [system, codes] of root.member('codes').entries())
    for (const [code, to] of codes.entries()) {
      const text = to.text();
      if (text !== undefined) translate.set(`${shortSystem(system)}|${code}`, text);
    }
  if (refusals.length > 0) return err(refusals);
  return ok({
    source,
    timeZone,
    ...(fileNumberSystem !== undefined && { fileNumberSystem }),
    numberSystems,
    translate,
  });
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
