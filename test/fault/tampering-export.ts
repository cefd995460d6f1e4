// In: an export of a whole log, or a bundle of chosen entries, and chance. Out: the text as somebody could spoil it on its way to a reader; or one in
// which nothing is said otherwise.
import { canonicalJson, unwrap, utf8 } from '@longview/foundation';
import {
  type Bundle,
  GrowingTree,
  leafHash,
  openCheckpoint,
  parseEnvelope,
  signCheckpoint,
  type Signer,
} from '@longview/transparency-proof';
import type { Chance } from './tampering-chance.ts';

export interface Text {
  readonly name: string;
  /** Undefined when chance would have changed nothing: another one must be tried. */
  spoil(by: Chance): Promise<string | undefined> | string | undefined;
}

const LETTERS = 'abcdefABCDEF0123456789"{}[],:\\+/= —é\n';

/** One character replaced, taken out or put in. */
export function edited(text: string, by: Chance): string {
  const at = by.below(text.length);
  const letter = LETTERS[by.below(LETTERS.length)] as string;
  return by.one([
    `${text.slice(0, at)}${letter}${text.slice(at + 1)}`,
    `${text.slice(0, at)}${text.slice(at + 1)}`,
    `${text.slice(0, at)}${letter}${text.slice(at)}`,
  ]);
}

const isEntry = (line: string): boolean => !line.startsWith('{"detail":');

/** What a signature, a hash or the reader's own keys cover of a header; its claims about witnesses are nobody's word. */
const COVERED = ['checkpoint', 'logKey', 'origin', 'scope'] as const;

function headerSpoilt<H extends object>(header: H, by: Chance): H {
  const name = by.one(COVERED);
  const changed = { ...header, [name]: edited(String((header as Record<string, unknown>)[name]), by) };
  return by.below(20) === 0 ? { ...header, v: 2 } : changed;
}

/** @param lines the header, then entries each with the line of its detail where it has one; no newlines. */
export function exportsSpoilt(lines: readonly string[], older: readonly string[], signer: Signer): readonly Text[] {
  const [header = '', ...rest] = lines;
  const text = (of: readonly string[]): string => `${[header, ...of].join('\n')}\n`;
  const changed = (made: string): string | undefined => (made === text(rest) ? undefined : made);
  const entryAt = (by: Chance): number => by.one(rest.flatMap((line, at) => (isEntry(line) ? [at] : [])));
  return [
    { name: 'one character of a line', spoil: (by) => linesEdited(by) },
    { name: 'one member of an entry', spoil: (by) => memberEdited(by) },
    {
      name: 'an entry deleted',
      spoil: (by) => {
        const at = entryAt(by);
        // With its detail: a detail behind another entry would be found anyway.
        const count = isEntry(rest[at + 1] ?? '') ? 1 : 1 + by.below(2);
        return changed(text(rest.toSpliced(at, count)));
      },
    },
    { name: 'an entry put in', spoil: (by) => changed(text(rest.toSpliced(entryAt(by), 0, invented(by)))) },
    {
      name: 'an entry twice',
      spoil: (by) => changed(text(rest.toSpliced(entryAt(by), 0, rest[entryAt(by)] as string))),
    },
    {
      name: 'an entry in the place of another',
      spoil: (by) => changed(text(rest.with(entryAt(by), rest[entryAt(by)] as string))),
    },
    {
      name: 'two entries in each other’s place',
      spoil: (by) => {
        const [left, right] = [entryAt(by), entryAt(by)];
        return changed(text(rest.with(left, rest[right] as string).with(right, rest[left] as string)));
      },
    },
    {
      name: 'the end cut off',
      spoil: (by) => {
        const at = by.below(rest.length);
        return rest.slice(at).some(isEntry) ? changed(text(rest.slice(0, at))) : undefined;
      },
    },
    {
      name: 'cut off in the middle of a line',
      spoil: (by) => {
        const whole = text(rest);
        const kept = whole.slice(0, header.length + 1 + by.below(whole.length - header.length - 2));
        return kept
          .split('\n')
          .slice(1)
          .filter((line) => line !== '' && isEntry(line)).length < rest.filter(isEntry).length ||
          !whole.includes(`${kept}\n`)
          ? kept
          : undefined;
      },
    },
    {
      name: 'the head edited',
      spoil: (by) => {
        const made = JSON.stringify(headerSpoilt(JSON.parse(header) as object, by));
        return made === header ? undefined : [made, ...rest, ''].join('\n');
      },
    },
    {
      name: 'the head of an older state over all entries',
      spoil: (by) => [older[0] as string, ...rest.slice(0, rest.length - by.below(3)), ''].join('\n'),
    },
    { name: 'an older state, whole', spoil: () => `${older.join('\n')}\n` },
    { name: 'a fork, signed by the registry’s own key', spoil: (by) => forked(by) },
  ];

  function linesEdited(by: Chance): string | undefined {
    const at = by.below(rest.length);
    const line = rest[at] as string;
    if (isEntry(line)) return changed(text(rest.with(at, edited(line, by))));
    // Of a detail, what is hashed: the form around it is not.
    const { detail } = JSON.parse(line) as { detail: Record<'salt' | 'bodyText', string> };
    const name = by.one(['salt', 'bodyText'] as const);
    return changed(text(rest.with(at, JSON.stringify({ detail: { ...detail, [name]: edited(detail[name], by) } }))));
  }

  function memberEdited(by: Chance): string | undefined {
    const at = entryAt(by);
    const value = JSON.parse(rest[at] as string) as Record<string, unknown>;
    const name = by.one(Object.keys(value));
    const old = value[name];
    const made = typeof old === 'number' ? old + 1 : typeof old === 'string' ? edited(old, by) : undefined;
    const gone = by.below(6) === 0;
    return changed(text(rest.with(at, canonicalJson({ ...value, [name]: gone ? undefined : made }))));
  }

  function invented(by: Chance): string {
    const value = JSON.parse(rest[entryAt(by)] as string) as Record<string, unknown>;
    const id = `00000000-0000-4000-8000-${String(by.below(1e9)).padStart(12, '0')}`;
    return canonicalJson({ ...value, id, detailHash: undefined });
  }

  async function forked(by: Chance): Promise<string> {
    const at = entryAt(by);
    const value = unwrap(parseEnvelope(rest[at] as string));
    const entries = rest.with(at, canonicalJson({ ...value, actor: `${value.actor}${by.below(1000)}` }));
    const tree = new GrowingTree();
    for (const line of entries) if (isEntry(line)) tree.append(leafHash(utf8(line)));
    const { checkpoint, ...claims } = JSON.parse(header) as { checkpoint: string };
    const { origin, size } = unwrap(openCheckpoint(checkpoint, signer.key));
    const note = await signCheckpoint({ origin, size, root: tree.root() }, signer);
    // With the cosignatures of the other history beside it, or without.
    const lines =
      by.below(2) === 0
        ? checkpoint
            .split('\n')
            .filter((line) => line.startsWith('— '))
            .slice(1)
        : [];
    const whole = note + lines.map((line) => `${line}\n`).join('');
    return [JSON.stringify({ ...claims, checkpoint: whole }), ...entries, ''].join('\n');
  }
}

export function bundlesSpoilt(bundle: Bundle): readonly Text[] {
  const before = JSON.stringify(bundle);
  const made = (change: Partial<Bundle>): string | undefined => {
    const after = JSON.stringify({ ...bundle, ...change });
    return after === before ? undefined : after;
  };
  const { entries } = bundle;
  const at = (by: Chance): number => by.below(entries.length);
  const entry = (index: number): Bundle['entries'][number] => entries[index] as Bundle['entries'][number];
  const withEntry = (index: number, change: Partial<Bundle['entries'][number]>): string | undefined =>
    made({ entries: entries.with(index, { ...entry(index), ...change }) });
  return [
    {
      name: 'an entry of a bundle edited',
      spoil: (by) => {
        const index = at(by);
        return withEntry(index, { envelope: edited(entry(index).envelope, by) });
      },
    },
    {
      name: 'an index of a bundle',
      spoil: (by) => {
        const index = at(by);
        return withEntry(index, { index: Math.max(0, entry(index).index + by.below(7) - 3) });
      },
    },
    {
      name: 'a proof of a bundle',
      spoil: (by) => {
        const index = at(by);
        const inclusion = entry(index).inclusion ?? [];
        const place = by.below(inclusion.length);
        return withEntry(index, {
          inclusion: by.one([
            inclusion.with(place, edited(inclusion[place] as string, by)),
            inclusion.toSpliced(place, 1),
            inclusion.toSpliced(place, 0, inclusion[by.below(inclusion.length)] as string),
          ]),
        });
      },
    },
    {
      name: 'a detail of a bundle',
      spoil: (by) => {
        const index = at(by);
        const { detail } = entry(index);
        if (!detail) return undefined;
        const name = by.one(['salt', 'bodyText'] as const);
        return withEntry(index, { detail: { ...detail, [name]: edited(detail[name], by) } });
      },
    },
    {
      name: 'entries of a bundle in each other’s place, or one twice',
      spoil: (by) => {
        const [left, right] = [at(by), at(by)];
        return by.below(2) === 0
          ? made({ entries: entries.with(left, entry(right)).with(right, entry(left)) })
          : made({ entries: entries.toSpliced(left, 0, entry(right)) });
      },
    },
    { name: 'the head of a bundle', spoil: (by) => made(headerSpoilt(bundle, by)) },
    {
      name: 'the proof that a bundle’s log has grown',
      spoil: (by) => {
        const { previous } = bundle;
        if (!previous) return undefined;
        const place = by.below(previous.consistency.length);
        const consistency = by.one([
          previous.consistency.with(place, edited(previous.consistency[place] as string, by)),
          previous.consistency.toSpliced(place, 1),
        ]);
        return made({ previous: { ...previous, consistency } });
      },
    },
  ];
}

/** Nothing that is said is another: details kept back, claims of the sender, spaces, lines that end the file. */
export function untouched(lines: readonly string[], bundle: Bundle): readonly Text[] {
  const [header = '', ...rest] = lines;
  const whole = `${lines.join('\n')}\n`;
  return [
    { name: 'an export as it is', spoil: () => whole },
    { name: 'an export without its last newline', spoil: () => whole.slice(0, -1) },
    {
      name: 'an export with details kept back',
      spoil: (by) => `${[header, ...rest.filter((line) => isEntry(line) || by.below(2) === 0)].join('\n')}\n`,
    },
    {
      name: 'an export whose sender claims other witnesses',
      spoil: (by) =>
        `${[JSON.stringify({ ...(JSON.parse(header) as object), witnesses: ['nobody'], quorum: by.below(9) }), ...rest].join('\n')}\n`,
    },
    { name: 'a bundle as it is', spoil: (by) => JSON.stringify(bundle, null, by.below(3)) },
    {
      name: 'a bundle of fewer entries',
      spoil: (by) => JSON.stringify({ ...bundle, entries: bundle.entries.filter(() => by.below(2) === 0) }),
    },
    {
      name: 'a bundle with details kept back',
      spoil: (by) =>
        JSON.stringify({
          ...bundle,
          entries: bundle.entries.map(({ detail, ...entry }) => ({
            ...entry,
            ...(detail && by.below(2) === 0 && { detail }),
          })),
        }),
    },
  ];
}
