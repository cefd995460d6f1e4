// In: the words of the command line. Out: what is to be done to which file. Refuses what is unknown or missing, and a first key that two people did not admit.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';

export const USAGE = `longview-federation <command> [--folder .] [--secret file]

  show                                    who is in the federation, with which keys, until when
  admit <request.json> --by NAME [--by NAME]  a key that waits at the registry (its query keyRequests gives the request);
                       --fingerprint "…"      a first key needs two people and the fingerprint that the hospital read out
                       --name "…" [--role treating]  of a centre that is new
                       [--overlap-days 7]  how long the key before a renewed one goes on
  revoke <centre> <kid> --by NAME --because "…"  refused from the next request on
  end <centre> <kid> --at 2026-12-31T00:00:00Z --by NAME  a key that is no longer needed from then on

The folder holds federation.json, federation.secret.json (the key that signs it, mode 0600; or --secret) and journal.ndjson (what was changed, by whom).
Bring federation.json to the registry and the pseudonymiser afterwards; agents fetch it by themselves.`;

export type Wish =
  | { readonly kind: 'show' }
  | {
      readonly kind: 'admit';
      readonly request: string;
      readonly fingerprint: string | undefined;
      readonly name: string | undefined;
      readonly roles: readonly string[];
      readonly overlapDays: number | undefined;
    }
  | { readonly kind: 'revoke'; readonly centre: string; readonly kid: string; readonly because: string }
  | { readonly kind: 'end'; readonly centre: string; readonly kid: string; readonly at: string };

export interface CommandLine {
  readonly folder: string;
  readonly secret: string;
  readonly by: readonly string[];
  readonly wish: Wish;
}

export function readOptions(args: readonly string[]): Result<CommandLine, Refusal<'USAGE'>> {
  const usage = (what: string) => err(refusal('USAGE' as const, `${what}\n\n${USAGE}`));
  let parsed;
  try {
    parsed = parseArgs({
      args: keysBehind(args),
      allowPositionals: true,
      options: {
        folder: { type: 'string', default: '.' },
        secret: { type: 'string' },
        by: { type: 'string', multiple: true, default: [] },
        fingerprint: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string', multiple: true, default: [] },
        'overlap-days': { type: 'string' },
        because: { type: 'string' },
        at: { type: 'string' },
      },
    });
  } catch (fault) {
    return usage((fault as Error).message);
  }
  const { folder, by, fingerprint, name, role, because, at, 'overlap-days': overlap } = parsed.values;
  const [command, ...rest] = parsed.positionals;
  const line = (wish: Wish) =>
    ok({
      folder,
      secret: parsed.values.secret ?? join(folder, 'federation.secret.json'),
      by: by.map((one) => one.trim()),
      wish,
    });
  const [first, second] = rest;
  if (command === 'show' && rest.length === 0) return line({ kind: 'show' });
  if (command === undefined || !['admit', 'revoke', 'end'].includes(command)) return usage('Which command?');
  if (by.length === 0 || by.some((one) => one.trim() === '')) return usage('Say with --by who does this.');
  if (command === 'admit') {
    if (first === undefined || rest.length !== 1) return usage('admit takes the file of one request.');
    if (overlap !== undefined && !/^\d{1,3}$/.test(overlap)) return usage('--overlap-days takes a number of days.');
    const overlapDays = overlap === undefined ? undefined : Number(overlap);
    return line({ kind: 'admit', request: first, fingerprint, name, roles: role, overlapDays });
  }
  if (first === undefined || second === undefined || rest.length !== 2)
    return usage(`${command} takes a centre and the name of its key.`);
  if (command === 'revoke')
    return because === undefined
      ? usage('Say with --because why it is revoked.')
      : line({ kind: 'revoke', centre: first, kid: second, because });
  return at === undefined
    ? usage('Say with --at when it ends.')
    : line({ kind: 'end', centre: first, kid: second, at });
}

/** The name of a key that an agent made is 43 letters of base64url, of which the first may be a dash; no option is as long. */
const DASHED_KEY = /^-[\w-]{42}$/;

/** Such a name goes behind `--`, so that it is not taken for an option: a key that must go is revoked whatever it is called. */
function keysBehind(args: readonly string[]): string[] {
  const keys = args.includes('--') ? [] : args.filter((arg) => DASHED_KEY.test(arg));
  return keys.length === 0 ? [...args] : [...args.filter((arg) => !keys.includes(arg)), '--', ...keys];
}
