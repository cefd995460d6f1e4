// In: a command of the federation's operator and the folder with the manifest and the key. Out: the manifest changed, signed and in place, with a line
// in the journal. Refuses what its key did not sign, a request that is not proven, another fingerprint than the one read out, and a first key
// without two people. Nothing of what the registry says is believed.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, err, type Json, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import {
  agentKey,
  changeFederation,
  type Federation,
  type FederationChange,
  fingerprintOf,
  openFederation,
  readKeyRequest,
  sealFederation,
  verifyKeyRequest,
} from '@longview/nest-identity';
import type { JWK } from 'jose';
import { hashOf, journalHead, writeJournal } from './journal.ts';
import { type CommandLine, readOptions, type Wish } from './options.ts';

export interface FederationOutside {
  readonly clock: Clock;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

type Answer<T> = Result<T, Refusal>;
const no = (code: string, message: string) => err(refusal(code, message));

export async function federationCli(args: readonly string[], outside: FederationOutside): Promise<number> {
  const line = readOptions(args);
  if (!line.ok) {
    outside.err(line.error.message);
    return 2;
  }
  try {
    const done = await run(line.value, outside.clock);
    if (done.ok) outside.out(done.value);
    else outside.err(`${done.error.code}: ${done.error.message}`);
    return done.ok ? 0 : 1;
  } catch (fault) {
    const { syscall, message } = fault as NodeJS.ErrnoException;
    if (typeof syscall !== 'string') throw fault;
    outside.err(message);
    return 2;
  }
}

async function run({ folder, secret: secretPath, by, wish }: CommandLine, clock: Clock): Promise<Answer<string>> {
  const at = (name: string): string => join(folder, name);
  const secret = readSecret(secretPath);
  if (!secret.ok) return secret;
  const { kty = '', crv = '', x = '' } = secret.value;
  const opened = await openFederation({
    text: readFileSync(at('federation.json'), 'utf8'),
    pinned: { kty, crv, x },
    clock,
  });
  if (!opened.ok) return opened;
  const before = opened.value;
  if (wish.kind === 'show') return ok(shown(before, clock.now()));

  const change = await changeOf(wish, by, before, clock.now());
  if (!change.ok) return change;
  const after = changeFederation(before, change.value, clock.now());
  if (!after.ok) return after;
  const head = journalHead(at('journal.ndjson'));
  if (!head.ok) return head;
  const text = await sealFederation(after.value, secret.value);
  const beside = at('federation.json.next');
  writeDurably(beside, text);
  // The journal first: a change that is in force and in no journal would be nobody's.
  const { issued } = after.value;
  const entry = { at: clock.now().toISOString(), by, change: toldOf(wish, change.value), issued, file: hashOf(text) };
  writeJournal(at('journal.ndjson'), entry, head.value);
  renameSync(beside, at('federation.json'));
  syncFolder(folder);
  return ok(
    `${saidOf(change.value)} federation.json is of ${issued} now: bring it to the registry and the pseudonymiser.`,
  );
}

function readSecret(path: string): Answer<JWK> {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    return no('OPEN_SECRET', `Others than its owner can use ${path}: chmod 600 ${path}`);
  const jwk = JSON.parse(readFileSync(path, 'utf8')) as JWK;
  return jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && jwk.d !== undefined
    ? ok(jwk)
    : no('KEY_MALFORMED', `${path} is not a private Ed25519 key as JWK.`);
}

type ChangeWish = Exclude<Wish, { readonly kind: 'show' }>;

async function changeOf(
  wish: ChangeWish,
  by: readonly string[],
  before: Federation,
  now: Date,
): Promise<Answer<FederationChange>> {
  if (wish.kind === 'revoke') return ok({ kind: 'revoke', centre: wish.centre, kid: wish.kid });
  if (wish.kind === 'end') return ok({ kind: 'end', centre: wish.centre, kid: wish.kid, at: wish.at });
  const read = readKeyRequest(readFileSync(wish.request, 'utf8').trim());
  if (!read.ok) return read;
  const { request } = read.value;
  const replaced = request.kind === 'renewal' ? agentKey(before, request.centre, request.replaces, now) : undefined;
  if (request.kind === 'renewal' && replaced === undefined)
    return no(
      'KEY_NOT_IN_FORCE',
      `${request.replaces} is not a key of ${request.centre} that is in force: a renewal stands on one that is.`,
    );
  const proven = await verifyKeyRequest(read.value, replaced);
  if (!proven.ok) return proven;
  if (request.kind === 'first' && wish.fingerprint === undefined)
    return no('FINGERPRINT_MISSING', 'Have the hospital read its fingerprint to you, and give it with --fingerprint.');
  if (wish.fingerprint !== undefined && plain(wish.fingerprint) !== plain(fingerprintOf(request)))
    return no(
      'OTHER_FINGERPRINT',
      'The fingerprint that was read out is not the one of this request: somebody put another in its place, or it was misheard.',
    );
  const people = new Set(by.map((one) => one.toLowerCase()));
  if (request.kind === 'first' && people.size < 2)
    return no('TWO_PEOPLE', 'A first key is admitted by two different people: give --by twice.');
  const { name, roles, overlapDays } = wish;
  return ok({
    kind: 'admit',
    request,
    ...(name !== undefined && { name }),
    ...(roles.length > 0 && { roles }),
    ...(overlapDays !== undefined && { overlapDays }),
  });
}

const plain = (fingerprint: string): string => fingerprint.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase();

function toldOf(wish: ChangeWish, change: FederationChange): Json {
  if (change.kind !== 'admit') return { ...change, ...(wish.kind === 'revoke' && { because: wish.because }) };
  const { kind, centre, kid, made } = change.request;
  return { kind: 'admit', request: { kind, centre, kid, made, fingerprint: fingerprintOf(change.request) } };
}

function saidOf(change: FederationChange): string {
  if (change.kind === 'admit') return `Key ${change.request.kid} of ${change.request.centre} is admitted.`;
  if (change.kind === 'revoke') return `Key ${change.kid} of ${change.centre} is revoked.`;
  return `Key ${change.kid} of ${change.centre} ends ${change.at}.`;
}

function shown({ id, issued, centres }: Federation, now: Date): string {
  const at = now.toISOString();
  const lines = centres.flatMap(({ id: centre, name, keys }) => [
    `${centre}  ${name}`,
    ...keys.map(({ kid, from, to, revoked }) => {
      const span = `from ${from}${to === undefined ? '' : ` to ${to}`}`;
      if (revoked !== undefined) return `  ${kid}  ${span}, revoked ${revoked}`;
      return `  ${kid}  ${span}${to !== undefined && to <= at ? ', ended' : from > at ? ', to come' : ', in force'}`;
    }),
  ]);
  return [`${id}, manifest of ${issued}`, ...lines].join('\n');
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o644);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
