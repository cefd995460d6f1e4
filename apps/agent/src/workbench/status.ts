// In: the open agent. Out: where it stands, as one plain object for a page, a machine and a person. Nothing in it identifies.
import type { Refusal } from '@longview/foundation';
import { openCheckpoint } from '@longview/transparency-proof';
import type { Agent } from '../agent.ts';
import { COUNTED, framed, type Language, STATUS } from '../language/index.ts';
import type { SubmissionState } from '../ledger/index.ts';

export interface Status {
  readonly at: string;
  readonly centre: string;
  readonly federation: { readonly id: string; readonly issued: string };
  readonly submissions: Readonly<Record<SubmissionState, number>>;
  /** Of the oldest submission without an answer: why its last sending failed, and when the next is. */
  readonly sending?: { readonly trouble: string; readonly attempts: number; readonly nextAttempt: string };
  /** Records by what the registry last said of them; WAITING: no answer yet. */
  readonly records: Readonly<Record<string, number>>;
  readonly problems: Readonly<Record<'error' | 'query' | 'note', number>>;
  /** Patients who were treated as children and have come of age, or soon will: their own consent is due. */
  readonly ownConsentDue: number;
  readonly refusedSubmissions: readonly { readonly id: string; readonly queuedAt: string; readonly refusal: Refusal }[];
  /** Patients whose token the ledger holds. */
  readonly patients: number;
  readonly log: {
    readonly size?: number;
    readonly seenAt?: string;
    readonly cosignedAt?: string;
    readonly alarms: readonly { readonly seenAt: string; readonly code: string; readonly message: string }[];
  };
}

export function statusOf({ clock, config, federation, ledger, logKey }: Agent): Status {
  const last = ledger.witness.last();
  const head = ledger.queue.head();
  const known = last && openCheckpoint(last.note, logKey);
  return {
    at: clock.now().toISOString(),
    centre: config.centre,
    federation: { id: federation.id, issued: federation.issued },
    submissions: ledger.queue.counts(),
    ...(head?.trouble !== undefined && {
      sending: { trouble: head.trouble, attempts: head.attempts, nextAttempt: head.nextAttempt.toISOString() },
    }),
    records: ledger.outcomes(),
    problems: ledger.problems.counts(),
    ownConsentDue: ledger.problems.ofRule('P09').length,
    refusedSubmissions: ledger.queue.refusals(),
    patients: ledger.tokens.count(),
    log: {
      ...(known?.ok ? { size: known.value.size } : {}),
      ...(last ? { seenAt: last.seenAt } : {}),
      ...(last?.cosignedAt ? { cosignedAt: last.cosignedAt } : {}),
      alarms: ledger.witness.alarms().map(({ seenAt, code, message }) => ({ seenAt, code, message })),
    },
  };
}

/** Nothing refused, nothing wrong with the log. What still waits is no fault. */
export const isWell = ({ submissions, records, log }: Status): boolean =>
  submissions.refused === 0 && (records['REFUSED'] ?? 0) === 0 && log.alarms.length === 0;

export function statusText(status: Status, language: Language = 'en'): string {
  const { submissions, sending, records, problems, log } = status;
  const phrase = (name: keyof typeof STATUS, words: Readonly<Record<string, string | number>> = {}): string =>
    framed(STATUS[name], language, words);
  const line = (about: keyof typeof STATUS, text: string): string => `${phrase(about).padEnd(12)} ${text}`;
  const counted = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, n]) => {
        const known = COUNTED[name.toLowerCase()];
        return `${n} ${known ? framed(known, language) : name.toLowerCase()}`;
      })
      .join(', ') || phrase('none');
  const { id, issued } = status.federation;
  const { seenAt: seen = '', cosignedAt: cosigned } = log;
  const lines = [
    ...log.alarms.map(({ seenAt, code, message }) => line('alarm', `${code} (${seenAt}): ${message}`)),
    line('centre', phrase('ofFederation', { centre: status.centre, id, issued })),
    line('submissions', counted(submissions)),
    ...(sending
      ? [
          line(
            'sending',
            phrase('attempts', { n: sending.attempts, trouble: sending.trouble, at: sending.nextAttempt }),
          ),
        ]
      : []),
    line('records', counted(records)),
    line('problems', counted(problems)),
    ...(status.ownConsentDue > 0 ? [line('consent', phrase('ownConsentDue', { n: status.ownConsentDue }))] : []),
    line('patients', phrase('tokens', { n: status.patients })),
    line(
      'log',
      log.size === undefined
        ? phrase('logUnseen')
        : cosigned === undefined
          ? phrase('logSeen', { n: log.size, seen })
          : phrase('logCosigned', { n: log.size, seen, cosigned }),
    ),
    ...status.refusedSubmissions.map(({ id: submission, refusal: { code, message } }) =>
      line('refused', phrase('refusedSubmission', { id: submission, code, message })),
    ),
  ];
  return `${lines.join('\n')}\n`;
}
