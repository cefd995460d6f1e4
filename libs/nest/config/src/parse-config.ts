// In: parsed JSON, a description, the folder paths start from. Out: the settings and what to shout. Refuses, all at once, every wrong or unknown one.
import { resolve } from 'node:path';
import { err, isObject, ok, refusal } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { nearest } from './nearest.ts';
import { Secret } from './secret.ts';
import type { Config, ConfigCode, ConfigRefusal, Mode, Setting, Settings } from './settings.ts';

export interface ParsedConfig<S extends Settings> {
  readonly config: Config<S>;
  /** One line for each value that must never reach production. */
  readonly shouts: readonly string[];
  /** Every secret that is named, for the reader to look after. */
  readonly secrets: readonly { readonly name: string; readonly secret: Secret }[];
}

const MODE: Setting = {
  kind: 'choice',
  values: ['development', 'production'],
  default: 'production',
  description: 'How strict the service is.',
};

export function parseConfig<const S extends Settings>(
  value: unknown,
  settings: S,
  folder: string,
): Result<ParsedConfig<S>, readonly ConfigRefusal[]> {
  const mode: Mode = isObject(value) && value['mode'] === 'development' ? 'development' : 'production';
  const parser = new Parser(mode, folder);
  const config = parser.members(value, { mode: MODE, ...settings }, '');
  if (parser.refusals.length > 0) return err(parser.refusals);
  return ok({ config: config as Config<S>, shouts: parser.shouts, secrets: parser.secrets });
}

class Parser {
  readonly refusals: ConfigRefusal[] = [];
  readonly shouts: string[] = [];
  readonly secrets: { readonly name: string; readonly secret: Secret }[] = [];
  private readonly mode: Mode;
  private readonly folder: string;

  constructor(mode: Mode, folder: string) {
    this.mode = mode;
    this.folder = folder;
  }

  members(value: unknown, settings: Settings, at: string): unknown {
    if (!isObject(value)) return this.refuse('WRONG_KIND', at, 'must be an object');
    const known = Object.keys(settings);
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(settings, key)) continue;
      const meant = nearest(key, known);
      this.refuse('UNKNOWN_KEY', join(at, key), meant ? `is unknown; did you mean ${meant}?` : 'is unknown');
    }
    return Object.fromEntries(
      known.map((key) => {
        const setting = settings[key] as Setting;
        return [key, this.setting(Object.hasOwn(value, key) ? value[key] : undefined, setting, join(at, key))];
      }),
    );
  }

  private setting(value: unknown, setting: Setting, at: string): unknown {
    if (value === undefined) return this.absent(setting, at);
    if (setting.developmentOnly) {
      if (this.mode === 'production') return this.refuse('DEVELOPMENT_ONLY', at, 'is for development only: remove it');
      this.shouts.push(`${at} is set, which is for development only`);
    }
    return this.value(value, setting, at);
  }

  private absent(setting: Setting, at: string): unknown {
    if ('default' in setting && setting.default !== undefined) return this.value(setting.default, setting, at);
    if ('developmentDefault' in setting && setting.developmentDefault !== undefined && this.mode === 'development') {
      this.shouts.push(`${at} is ${String(setting.developmentDefault)}, a default for development only`);
      return this.value(setting.developmentDefault, setting, at);
    }
    if (setting.optional || setting.developmentOnly) return undefined;
    // An object whose every member has a default need not be written.
    if (setting.kind === 'object') return this.members({}, setting.members, at);
    return this.refuse('MISSING', at, `is missing: ${setting.description}`);
  }

  private value(value: unknown, setting: Setting, at: string): unknown {
    switch (setting.kind) {
      case 'object':
        return this.members(value, setting.members, at);
      case 'list':
        if (!Array.isArray(value)) return this.refuse('WRONG_KIND', at, 'must be a list');
        return value.map((item, index) => this.setting(item, setting.of, `${at}[${index}]`));
      case 'map':
        if (!isObject(value)) return this.refuse('WRONG_KIND', at, 'must be an object');
        return Object.fromEntries(
          Object.entries(value).map(([key, item]) => [key, this.setting(item, setting.of, join(at, key))]),
        );
      case 'boolean':
        return typeof value === 'boolean' ? value : this.refuse('WRONG_KIND', at, 'must be true or false');
      case 'integer':
        return this.integer(value, setting.min ?? 0, setting.max ?? Number.MAX_SAFE_INTEGER, at);
      default:
        if (typeof value !== 'string' || value === '') return this.refuse('WRONG_KIND', at, 'must be a text');
        return this.text(value, setting, at);
    }
  }

  private integer(value: unknown, min: number, max: number, at: string): unknown {
    if (!Number.isSafeInteger(value)) return this.refuse('WRONG_KIND', at, 'must be a whole number');
    const number = value as number;
    return number >= min && number <= max ? number : this.refuse('OUT_OF_RANGE', at, `must be from ${min} to ${max}`);
  }

  private text(value: string, setting: Setting, at: string): unknown {
    switch (setting.kind) {
      case 'path':
        return resolve(this.folder, value);
      case 'secretFile': {
        const secret = new Secret(resolve(this.folder, value));
        this.secrets.push({ name: at, secret });
        return secret;
      }
      case 'choice':
        return setting.values.includes(value)
          ? value
          : this.refuse('OUT_OF_RANGE', at, `must be one of ${setting.values.join(', ')}`);
      case 'url':
        return this.url(value, setting.schemes, at);
      default:
        return value;
    }
  }

  private url(value: string, schemes: readonly string[] | undefined, at: string): unknown {
    if (!URL.canParse(value)) return this.refuse('WRONG_KIND', at, 'must be an absolute URL');
    const { protocol, hostname, password } = new URL(value);
    const scheme = protocol.slice(0, -1);
    const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    const taken =
      schemes?.includes(scheme) ?? (scheme === 'https' || (scheme === 'http' && (here || this.mode === 'development')));
    if (!taken) return this.refuse('OUT_OF_RANGE', at, `must be ${schemes?.join(' or ') ?? 'https'}`);
    if (password !== '') return this.refuse('OUT_OF_RANGE', at, 'must hold no password: name a file that holds it');
    return value;
  }

  private refuse(code: ConfigCode, at: string, message: string): undefined {
    this.refusals.push(refusal(code, `${at || 'the configuration'} ${message}`, at));
    return undefined;
  }
}

const join = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`);
