// In: the open agent and its configuration. Out: what changed at the hospital's FHIR server since the last pull, read and sent. Refuses without
// a server, and what the server refuses. Whatever stops it, the next pull goes on from there.
import { createReadStream, readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { linesOf } from '@longview/csv';
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import type { Agent } from '../agent.ts';
import { isObject, jsonOf, type JsonObject } from '../network/answer.ts';
import { type Http, http as openHttp, Unreachable } from '../network/http.ts';
import { wayOut } from '../network/way-out.ts';
import type { Language } from '../language/index.ts';
import { openSource } from '../source.ts';
import type { Terminal } from '../terminal.ts';
import { walk } from '../walk.ts';
import type { WalkReport } from '../walk-report.ts';
import type { ServerParts } from './fhir-server.ts';
import { pull, pullReferred } from './pull.ts';
import { PullRefused } from './refused.ts';
import { Spool } from './spool.ts';
import { tokenKeeper, type TokenKeeper } from './token.ts';

export interface PullRun {
  readonly mapping: string | undefined;
  readonly demonstration: boolean;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly language?: Language;
}

export interface Pulled {
  readonly patients: number;
  /** Absent when nothing had changed. */
  readonly report?: WalkReport;
}

/** Clocks of two machines differ: what changed shortly before the last pull began is read again, and changes nothing. */
const OVERLAP_MS = 60 * 60 * 1000;
const LONGEST_LINE = 64 * 1024 * 1024;

export async function runPull(agent: Agent, run: PullRun, terminal: Terminal): Promise<Result<Pulled, Refusal>> {
  const { config, clock, ledger } = agent;
  if (config.fhirServer === undefined)
    return err(
      refusal(
        'NO_SERVER',
        'No FHIR server is named: set fhirServer in the configuration, and who reads it (fhirClientId, fhirKey).',
      ),
    );
  const base = config.fhirServer.endsWith('/') ? config.fhirServer : `${config.fhirServer}/`;
  const ca = config.ca === undefined ? undefined : readFileSync(config.ca, 'utf8');
  const http = openHttp({ way: wayOut(config.proxy, agent.environment), ca, timeoutMs: config.timeoutSeconds * 1000 });
  const spool = new Spool(config.stateDir);
  try {
    const tokens = await tokensFor(agent, http, base);
    const server: ServerParts = { http, clock, wait: agent.wait, base, ...(tokens && { tokens }) };
    const known = ledger.facts.get('pulled');
    const before = known === undefined ? undefined : (JSON.parse(known) as { server: string; until: string });
    const fetched = await pull(server, spool, clock.now().toISOString(), {
      searches: config.fhirSearches.split(/\s+/u).filter(Boolean),
      patients: config.fhirPatients,
      since: before?.server === base ? before.until : undefined,
      count: config.fhirCount,
      told: (what, done, of) => terminal.progress(what, done, of),
    });
    const progress = await pullReferred(server, spool, fetched, resourcesIn(spool.file));
    const finish = (): void => {
      const until = new Date(Date.parse(progress.begun) - OVERLAP_MS).toISOString();
      ledger.facts.set('pulled', JSON.stringify({ server: base, until }));
      spool.finish(progress);
    };
    if (progress.bytes === 0) {
      finish();
      return ok({ patients: 0 });
    }
    const source = await openSource([spool.file], run);
    if (!source.ok) return source;
    const report = await walk(agent, { ...run, source: source.value }, terminal);
    // What waits for the pseudonymiser is not in the queue yet: the file stays, and the next pull reads it again.
    if (report.waiting.records === 0) finish();
    return ok({ patients: progress.patients.length, report });
  } catch (fault) {
    if (fault instanceof PullRefused) return err(refusal(fault.code, fault.message));
    if (fault instanceof Unreachable)
      return err(refusal('PULL_STOPPED', `${fault.message} Run pull again later: it goes on where it stopped.`));
    throw fault;
  } finally {
    http.close();
  }
}

async function* resourcesIn(file: string): AsyncGenerator<JsonObject> {
  for await (const line of linesOf(createReadStream(file), LONGEST_LINE)) {
    if ('fault' in line || line.text === '') continue;
    const value: unknown = JSON.parse(line.text);
    if (isObject(value)) yield value;
  }
}

async function tokensFor({ config, clock, ids }: Agent, http: Http, base: string): Promise<TokenKeeper | undefined> {
  const { fhirClientId: clientId, fhirKey, fhirScope: scope } = config;
  if (clientId === undefined || fhirKey === undefined) return undefined;
  const tokenUrl = config.fhirTokenUrl ?? (await tokenUrlOf(http, base));
  return tokenKeeper(http, { clientId, scope, tokenUrl, key: JSON.parse(fhirKey.read()) as JWK }, clock, ids);
}

/** SMART App Launch 2.2, section 4: where the server says that tokens are given. */
async function tokenUrlOf(http: Http, base: string): Promise<string> {
  const told = jsonOf(await http.get(`${base}.well-known/smart-configuration`))?.['token_endpoint'];
  const url = typeof told === 'string' && URL.canParse(told) ? new URL(told) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.origin !== new URL(base).origin))
    throw new PullRefused(
      'PULL_NOT_ADMITTED',
      'The server does not say where tokens are given: set fhirTokenUrl in the configuration.',
    );
  return url.href;
}
