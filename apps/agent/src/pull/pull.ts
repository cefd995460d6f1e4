// In: a FHIR server. Out: the resources of every patient of whom something changed, whole, in one file, ready to be read. Whole, because a
// record may be told by several resources: a changed value alone would look as if the others were gone.
import type { ServerParts } from './fhir-server.ts';
import { page } from './fhir-server.ts';
import { PullRefused } from './refused.ts';
import type { Progress, Spool } from './spool.ts';
import type { JsonObject } from '../network/answer.ts';
import { isObject } from '../network/answer.ts';

export interface PullOptions {
  /** Searches that say which resources are wanted: `Type` or `Type?query`. */
  readonly searches: readonly string[];
  /** A search of patients that says who is wanted; absent: everybody. */
  readonly patients: string | undefined;
  /** Of the last pull that was read to the end. */
  readonly since: string | undefined;
  readonly count: number;
  readonly told: (what: string, done: number, of: number) => void;
}

/** Patients asked for in one search. */
const TOGETHER = 20;
/** A server that never ends would fill the disk. */
const MOST_PAGES = 100_000;

const typeOf = (search: string): string => search.split('?')[0] ?? search;

const PATIENT = /(?:^|\/)(Patient\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/u;

function patientOf(resource: JsonObject): string | undefined {
  if (resource['resourceType'] === 'Patient')
    return typeof resource['id'] === 'string' ? `Patient/${resource['id']}` : undefined;
  for (const name of ['subject', 'patient']) {
    const reference = isObject(resource[name]) ? resource[name]['reference'] : undefined;
    const found = typeof reference === 'string' ? PATIENT.exec(reference)?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Medications and products that the resources of patients refer to: FHIR cannot search for these by patient. */
const REFERRED = /^(?:Medication|BiologicallyDerivedProduct)\/[A-Za-z0-9\-.]{1,64}$/u;

function referredIn(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) referredIn(one, found);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value))
      if (name === 'reference' && typeof member === 'string') {
        const local = /([A-Za-z]+\/[A-Za-z0-9\-.]+)$/u.exec(member)?.[1] ?? '';
        if (REFERRED.test(local)) found.add(local);
      } else referredIn(member, found);
}

/** @throws PullRefused, and Unreachable where nothing answers. Leaves the spool as it is: the next call goes on. */
export async function pull(server: ServerParts, spool: Spool, begun: string, options: PullOptions): Promise<Progress> {
  const { base } = server;
  const { searches, count } = options;
  let progress = spool.resume(base);
  if (!progress) {
    spool.begin();
    progress = {
      server: base,
      ...(options.since !== undefined && { since: options.since }),
      begun,
      phase: options.patients === undefined ? 'changes' : 'cohort',
      step: 0,
      patients: [],
      bytes: 0,
    };
    spool.keep(progress);
  }
  const seen = new Set<string>();
  let pages = 0;
  const next = async (url: string) => {
    // The same search may come in two phases: a circle is one within a step.
    const step = `${progress?.phase} ${progress?.step} ${url}`;
    if (seen.has(step) || ++pages > MOST_PAGES)
      throw new PullRefused(
        'PULL_CIRCLE',
        'The pages of the server lead in a circle, or do not end: nothing of this pull is read.',
      );
    seen.add(step);
    return page(url, server);
  };
  const goOn = (more: Partial<Progress>): Progress => {
    const { next: _before, ...rest } = progress as Progress;
    progress = { ...rest, ...more };
    spool.keep(progress);
    return progress;
  };

  // 0. Who is wanted; whoever is new among them is read whole, changed or not.
  while (progress.phase === 'cohort') {
    const wanted = options.patients ?? 'Patient';
    const got = await next(progress.next ?? `${base}${wanted}${wanted.includes('?') ? '&' : '?'}_count=${count}`);
    const cohort = [
      ...new Set([...(progress.cohort ?? []), ...got.resources.flatMap(({ resource }) => patientOf(resource) ?? [])]),
    ];
    if (got.next !== undefined) {
      progress = goOn({ cohort, next: got.next });
      continue;
    }
    const known = progress.since === undefined ? new Set<string>() : spool.known();
    progress = goOn({ cohort, phase: 'changes', patients: cohort.filter((name) => !known.has(name)) });
  }
  // 1. Who has a change: of every search only the patients are kept.
  while (progress.phase === 'changes') {
    const search = searches[progress.step];
    if (search === undefined) {
      progress = goOn({ phase: 'patients', step: 0 });
      break;
    }
    const query = [
      ...(progress.since === undefined ? [] : [`_lastUpdated=ge${progress.since}`]),
      `_count=${count}`,
    ].join('&');
    const got = await next(progress.next ?? `${base}${search}${search.includes('?') ? '&' : '?'}${query}`);
    const wanted = progress.cohort && new Set(progress.cohort);
    const changed = got.resources
      .flatMap(({ resource }) => patientOf(resource) ?? [])
      .filter((name) => wanted?.has(name) !== false);
    const patients = [...new Set([...progress.patients, ...changed])];
    options.told('searches', progress.step, searches.length);
    progress = goOn({ patients, ...(got.next === undefined ? { step: progress.step + 1 } : { next: got.next }) });
  }
  // 2. All of theirs.
  const batches = Math.ceil(progress.patients.length / TOGETHER);
  const steps = batches * searches.length;
  while (progress.phase === 'patients') {
    if (progress.step >= steps) {
      progress = goOn({ phase: 'referred', step: 0 });
      break;
    }
    const search = searches[progress.step % searches.length] as string;
    const batch = Math.floor(progress.step / searches.length);
    const ids = progress.patients
      .slice(batch * TOGETHER, (batch + 1) * TOGETHER)
      .map((name) => name.slice('Patient/'.length));
    const type = typeOf(search);
    const by = type === 'Patient' ? `_id=${ids.join(',')}` : `patient=${ids.join(',')}`;
    // The filter of a search says who is wanted; of those, everything of the type is read, but for what the filter itself leaves out.
    const filter = type === 'Patient' ? '' : (search.split('?')[1] ?? '');
    const got = await next(
      progress.next ?? `${base}${type}?${[filter, by, `_count=${count}`].filter(Boolean).join('&')}`,
    );
    const bytes = spool.append(got.resources.map(({ resource }) => resource));
    options.told('patients', progress.step, steps);
    progress = goOn({ bytes, ...(got.next === undefined ? { step: progress.step + 1 } : { next: got.next }) });
  }
  return progress;
}

/** 3. What those refer to and cannot be searched for by patient. */
export async function pullReferred(
  server: ServerParts,
  spool: Spool,
  progress: Progress,
  resources: AsyncIterable<JsonObject>,
): Promise<Progress> {
  if (progress.phase !== 'referred') return progress;
  const found = new Set<string>();
  for await (const resource of resources) referredIn(resource, found);
  const names = [...found].sort();
  let bytes = progress.bytes;
  for (const type of ['Medication', 'BiologicallyDerivedProduct']) {
    const ids = names.filter((name) => name.startsWith(`${type}/`)).map((name) => name.slice(type.length + 1));
    for (let at = 0; at < ids.length; at += TOGETHER) {
      let url: string | undefined = `${server.base}${type}?_id=${ids.slice(at, at + TOGETHER).join(',')}&_count=100`;
      while (url !== undefined) {
        const got: Awaited<ReturnType<typeof page>> = await page(url, server);
        bytes = spool.append(got.resources.map(({ resource }) => resource));
        url = got.next;
      }
    }
  }
  const { next: _before, ...rest } = progress;
  const done: Progress = { ...rest, phase: 'read', step: 0, bytes };
  spool.keep(done);
  return done;
}
