// In: an app's description of its settings, written once. Out: the type of what is read, so that no setting is declared twice.
import type { Refusal } from '@longview/foundation';
import type { Secret } from './secret.ts';

interface Common {
  /** One sentence for the person who writes the file. */
  readonly description: string;
  /** May be left out, and is then undefined. */
  readonly optional?: true;
  /** May be given in development only, where each one is shouted; undefined when left out. */
  readonly developmentOnly?: true;
}

/** `default` holds always; `developmentDefault` holds in development, is shouted, and leaves the setting required in production. */
interface Defaults<T> {
  readonly default?: T;
  readonly developmentDefault?: T;
}

export type Setting = Common &
  (
    | ({ readonly kind: 'string' | 'path' } & Defaults<string>)
    | ({ readonly kind: 'integer'; readonly min?: number; readonly max?: number } & Defaults<number>)
    | ({ readonly kind: 'boolean' } & Defaults<boolean>)
    /** `schemes` left out: https, and http to this machine (to any in development). */
    | ({ readonly kind: 'url'; readonly schemes?: readonly string[] } & Defaults<string>)
    | ({ readonly kind: 'choice'; readonly values: readonly string[] } & Defaults<string>)
    /** The path of a file that holds the secret: the configuration itself can be shown to anyone. */
    | { readonly kind: 'secretFile' }
    | { readonly kind: 'object'; readonly members: Settings }
    | { readonly kind: 'list'; readonly of: Setting; readonly default?: readonly [] }
    /** Names chosen by whoever writes the file, each with a setting of the same kind. */
    | { readonly kind: 'map'; readonly of: Setting; readonly default?: Readonly<Record<string, never>> }
  );

/** Every app has `mode` beside these; it is not described again. */
export type Settings = { readonly [name: string]: Setting };

export type Mode = 'development' | 'production';

type Kinds<S extends Setting> = S extends { kind: 'integer' }
  ? number
  : S extends { kind: 'boolean' }
    ? boolean
    : S extends { kind: 'choice'; values: readonly (infer V)[] }
      ? V
      : S extends { kind: 'secretFile' }
        ? Secret
        : S extends { kind: 'object'; members: infer M extends Settings }
          ? Values<M>
          : S extends { kind: 'list'; of: infer O extends Setting }
            ? readonly Value<O>[]
            : S extends { kind: 'map'; of: infer O extends Setting }
              ? { readonly [name: string]: Value<O> | undefined }
              : string;

type Absent<S extends Setting> = S extends { optional: true } | { developmentOnly: true } ? undefined : never;

export type Value<S extends Setting> = Kinds<S> | Absent<S>;
export type Values<S extends Settings> = { readonly [K in keyof S]: Value<S[K]> };
/** What an app gets: its settings, and the mode in which it runs. */
export type Config<S extends Settings> = Values<S> & { readonly mode: Mode };

export type ConfigCode =
  | 'NOT_JSON'
  | 'UNKNOWN_KEY'
  | 'MISSING'
  | 'WRONG_KIND'
  | 'OUT_OF_RANGE'
  | 'DEVELOPMENT_ONLY'
  | 'NO_SECRET'
  | 'OPEN_SECRET';

export type ConfigRefusal = Refusal<ConfigCode>;
