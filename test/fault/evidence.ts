// In: a network at rest, and what clients saw. Out: all that the checker compares, as the parties' own stores hold it.
import { type Hospital, HOSPITALS } from '@longview/local';
import { fsck } from '@longview/transparency-log';
import { ledgerRows, pseudonymiserRows } from '../support/party-books.ts';
import { type OutlineRow, storeOutline } from '../support/store-outline.ts';
import type { WalkNetwork } from '../support/walk-network.ts';
import { longviewVerify, untilWitnessed, wholeLog, withLog } from '../support/whole-log.ts';
import type { Entry, Evidence, Seen } from './checker.ts';

export interface Told {
  readonly seen: readonly Seen[];
  readonly undisturbed: readonly OutlineRow[] | undefined;
  /** Waits for the witnesses and runs the offline verifier too. */
  readonly whole?: boolean;
}

export async function gather(of: WalkNetwork, { seen, undisturbed, whole = false }: Told): Promise<Evidence> {
  const { network } = of;
  const logFaults = (await withLog(of, fsck)).map(({ where, at, message }) => `${where} ${at}: ${message}`);
  if (whole) {
    await untilWitnessed(of);
    const { exit, faults, words } = longviewVerify(of, (await wholeLog(of)).join(''));
    if (exit !== 0)
      logFaults.push(...faults.map(({ rule, message }) => `${rule}: ${message}`), `verifier: ${exit} ${words}`);
  }
  const envelopes = await of.rows<{ envelope: string; leaf: string }>(
    `select envelope, encode(leaf_hash, 'hex') as leaf from log.entry order by idx`,
  );
  const each = <T>(read: (hospital: Hospital) => readonly T[]): (T & { readonly centre: string })[] =>
    HOSPITALS.flatMap((hospital) => read(hospital).map((row) => ({ ...row, centre: hospital.id })));
  const stoodBehind = each((hospital) =>
    ledgerRows<{ note: string; size: number }>(network, hospital, 'select note, size from checkpoint'),
  );
  const notes = new Map(
    (
      await of.rows<{ size: number; note: string }>(
        'select size::int as size, note from log.checkpoint where size = any($1)',
        [stoodBehind.map(({ size }) => size)],
      )
    ).map(({ size, note }) => [size, note]),
  );
  return {
    receipts: each((hospital) => ledgerRows(network, hospital, 'select submission, receipt from receipt')),
    submissions: await of.rows('select id, centre, receipt from registry.submission'),
    versions: await of.rows(
      `select centre, encode(source_key, 'hex') as key, version, is_current as current, encode(content_hash, 'hex') as content,
         withdrawn is not null as withdrawn from registry.clinical_record`,
    ),
    entries: envelopes.map(({ envelope, leaf }) => ({
      ...(JSON.parse(envelope) as Omit<Entry, 'leafHash'>),
      leafHash: leaf,
    })),
    inLine: (await of.rows<{ id: string }>('select id from log.pending')).map(({ id }) => id),
    seen,
    outline: await storeOutline(of),
    undisturbed,
    unfinished: each((hospital) =>
      ledgerRows(network, hospital, `select id as submission, state from submission where state in ('queued', 'sent')`),
    ),
    stoodBehind: stoodBehind.map(({ centre, note, size }) => ({ centre, note, own: notes.get(size) })),
    alarms: each((hospital) => ledgerRows(network, hospital, 'select code from alarm')),
    pseudonymiser: HOSPITALS.map((hospital) => ({
      centre: hospital.id,
      charged: elements(
        pseudonymiserRows(network, 'state.db', 'select id, elements from request where centre = ?', hospital.id),
      ),
      logged: elements(
        pseudonymiserRows(
          network,
          'log.db',
          `select id, envelope ->> 'rows' as elements from (select id, kind, envelope from entry union all select id, kind, envelope from pending)
           where kind = 'act' and envelope ->> 'operation' = 'pseudonym.evaluate' and envelope ->> 'org' = ?`,
          hospital.id,
        ),
      ),
      tokens: ledgerRows<{ n: number }>(network, hospital, 'select count(*) as n from token')[0]?.n ?? 0,
    })),
    logFaults,
  };
}

const elements = (rows: readonly { readonly id: string; readonly elements: number }[]): Map<string, number> =>
  new Map(rows.map((row) => [row.id, Number(row.elements)]));
