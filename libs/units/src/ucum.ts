// In: a unit in UCUM (case sensitive, ucum.org). Out: its factor and dimension, and conversions between units that measure the same.
// Knows the part of UCUM in which haematology reports; anything else is undefined and never guessed at. Two departures, both to keep apart
// what UCUM lets meet: `mol` is a dimension of its own (UCUM: a pure number, so that cells would convert to moles), and arbitrary units
// such as [IU] convert to themselves alone.

/** Exponents by base; bases with exponent 0 are left out. */
type Dimension = Readonly<Record<string, number>>;

interface Unit {
  readonly factor: number;
  readonly dimension: Dimension;
  /** Degrees: the scale does not begin where its base does. */
  readonly scale?: 'Cel' | 'degF';
  /** What stood in braces: `{FEU}` tells two ways of measuring apart, so units of different braces do not convert. */
  readonly notes?: string;
}

const one: Unit = { factor: 1, dimension: {} };
const of = (factor: number, dimension: Dimension): Unit => ({ factor, dimension });

/** Prefixes of UCUM table 1, as far as they are met. */
const PREFIXES: Readonly<Record<string, number>> = {
  T: 1e12,
  G: 1e9,
  M: 1e6,
  k: 1e3,
  h: 1e2,
  da: 1e1,
  d: 1e-1,
  c: 1e-2,
  m: 1e-3,
  u: 1e-6,
  n: 1e-9,
  p: 1e-12,
  f: 1e-15,
};

/** Atoms that take a prefix. Lengths in metres, masses in grams. */
const METRIC: Readonly<Record<string, Unit>> = {
  m: of(1, { m: 1 }),
  g: of(1, { g: 1 }),
  s: of(1, { s: 1 }),
  K: of(1, { K: 1 }),
  mol: of(1, { mol: 1 }),
  L: of(1e-3, { m: 3 }),
  l: of(1e-3, { m: 3 }),
  Pa: of(1e3, { g: 1, m: -1, s: -2 }),
  bar: of(1e8, { g: 1, m: -1, s: -2 }),
  Gy: of(1, { m: 2, s: -2 }),
  Bq: of(1, { s: -1 }),
  eq: of(1, { mol: 1 }),
  osm: of(1, { mol: 1 }),
  kat: of(1, { mol: 1, s: -1 }),
  U: of(1e-6 / 60, { mol: 1, s: -1 }),
  'm[Hg]': of(133_322_000, { g: 1, m: -1, s: -2 }),
  '[IU]': of(1, { '[IU]': 1 }),
  '[iU]': of(1, { '[IU]': 1 }),
};

/** Atoms that take none. */
const PLAIN: Readonly<Record<string, Unit>> = {
  '%': of(0.01, {}),
  '[ppth]': of(1e-3, {}),
  '[ppm]': of(1e-6, {}),
  '[pH]': of(1, { '[pH]': 1 }),
  min: of(60, { s: 1 }),
  h: of(3600, { s: 1 }),
  d: of(86_400, { s: 1 }),
  wk: of(604_800, { s: 1 }),
  mo: of(2_629_800, { s: 1 }),
  a: of(31_557_600, { s: 1 }),
  Cel: { factor: 1, dimension: { K: 1 }, scale: 'Cel' },
  '[degF]': { factor: 5 / 9, dimension: { K: 1 }, scale: 'degF' },
  '[in_i]': of(0.0254, { m: 1 }),
  '[ft_i]': of(0.3048, { m: 1 }),
  '[lb_av]': of(453.592_37, { g: 1 }),
  '[oz_av]': of(28.349_523_125, { g: 1 }),
  '[drp]': of(0.05e-6, { m: 3 }),
};

const times = (left: Unit, right: Unit, sign: 1 | -1): Unit | undefined => {
  // A degree inside a larger term would be a difference of temperatures, which no item here is.
  if (left.scale ?? right.scale) return undefined;
  const dimension: Record<string, number> = { ...left.dimension };
  for (const [base, exponent] of Object.entries(right.dimension)) {
    const sum = (dimension[base] ?? 0) + sign * exponent;
    if (sum === 0) delete dimension[base];
    else dimension[base] = sum;
  }
  return { factor: sign === 1 ? left.factor * right.factor : left.factor / right.factor, dimension };
};

const power = (unit: Unit, exponent: number): Unit | undefined => {
  if (exponent === 1) return unit;
  if (unit.scale) return undefined;
  return {
    factor: unit.factor ** exponent,
    dimension: Object.fromEntries(Object.entries(unit.dimension).map(([base, own]) => [base, own * exponent])),
  };
};

function atom(text: string): Unit | undefined {
  if (Object.hasOwn(PLAIN, text)) return PLAIN[text];
  if (Object.hasOwn(METRIC, text)) return METRIC[text];
  for (const length of [1, 2]) {
    const [prefix, rest] = [text.slice(0, length), text.slice(length)];
    if (!Object.hasOwn(PREFIXES, prefix) || !Object.hasOwn(METRIC, rest)) continue;
    const unit = METRIC[rest] as Unit;
    return { ...unit, factor: unit.factor * (PREFIXES[prefix] as number) };
  }
  return undefined;
}

/** `10*9`, `mg`, `m2`, `100`, `{cells}`, `mmol{Hb}`. */
function component(text: string): Unit | undefined {
  const bare = text.replace(/\{[^{}]*\}$/u, '');
  if (bare === '') return text === '' ? undefined : one;
  const ten = /^10[*^]([+-]?\d{1,2})?$/u.exec(bare);
  if (ten) return of(10 ** Number(ten[1] ?? 1), {});
  if (/^\d{1,9}$/u.test(bare)) return Number(bare) === 0 ? undefined : of(Number(bare), {});
  const whole = atom(bare);
  if (whole) return whole;
  const parts = /^(.*?[^\d+-])([+-]?\d)$/u.exec(bare);
  const unit = parts ? atom(parts[1] as string) : undefined;
  return unit && power(unit, Number((parts as RegExpExecArray)[2]));
}

const LONGEST = 40;

function parse(code: string): Unit | undefined {
  if (code === '' || code.length > LONGEST || !/^[!-~]+$/u.test(code)) return undefined;
  // Dots and slashes inside brackets and braces belong to a name.
  const pieces = code.match(/[./]|(?:\[[^[\]]*\]|\{[^{}]*\}|[^./[\]{}])+/gu) ?? [];
  if (pieces.join('') !== code) return undefined;
  let unit: Unit | undefined = one;
  let sign: 1 | -1 = 1;
  let expected = true;
  for (const [index, piece] of pieces.entries()) {
    if (piece === '.' || piece === '/') {
      if (expected && !(index === 0 && piece === '/')) return undefined;
      sign = piece === '/' ? -1 : 1;
      expected = true;
      continue;
    }
    const part = component(piece);
    if (!part || !unit) return undefined;
    // A lone degree keeps its scale.
    unit = index === 0 && pieces.length === 1 ? part : times(unit, part, sign);
    expected = false;
  }
  const notes = (code.match(/\{[^{}]*\}/gu) ?? []).join('');
  return expected || !unit ? undefined : { ...unit, notes };
}

const known = new Map<string, Unit | undefined>();

function unitOf(code: string): Unit | undefined {
  if (!known.has(code)) {
    // Codes come from files: what is remembered stays bounded.
    if (known.size > 2000) known.clear();
    known.set(code, parse(code));
  }
  return known.get(code);
}

/** Whether the text is a unit that is known here. */
export const isUcum = (code: string): boolean => unitOf(code) !== undefined;

const sameDimension = (left: Dimension, right: Dimension): boolean => {
  const bases = Object.keys(left);
  return bases.length === Object.keys(right).length && bases.every((base) => left[base] === right[base]);
};

const OFFSET = { Cel: 273.15, degF: 459.67 } as const;

/** The value without what binary arithmetic adds to it: 12 significant digits are more than any laboratory gives. */
const clean = (value: number): number => Number(value.toPrecision(12));

/** The value in another unit; undefined where one of the units is not known or the two do not measure the same. */
export function convert(value: number, from: string, to: string): number | undefined {
  if (from === to && isUcum(from)) return value;
  const [source, target] = [unitOf(from), unitOf(to)];
  if (!source || !target || source.notes !== target.notes) return undefined;
  if (!sameDimension(source.dimension, target.dimension)) return undefined;
  const absolute = (value + (source.scale ? OFFSET[source.scale] : 0)) * source.factor;
  const result = absolute / target.factor - (target.scale ? OFFSET[target.scale] : 0);
  return Number.isFinite(result) ? clean(result) : undefined;
}

/** How many of the second unit one of the first is; undefined for degrees, whose scales begin elsewhere. */
export function canonicalFactor(from: string, to: string): number | undefined {
  const [source, target] = [unitOf(from), unitOf(to)];
  if (!source || !target || source.scale || target.scale) return undefined;
  return convert(1, from, to);
}
