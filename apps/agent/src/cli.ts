// In: the words of a command line. Out: its exit code, after the answer was printed: for a person, or with --json one object for a machine.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { PlacedProblem } from '@longview/csv';
import { err, ok, type Refusal, refusal } from '@longview/foundation';
import { ConfigRefused } from '@longview/nest-config';
import { type Agent, openAgent } from './agent.ts';
import { type AgentConfig, readAgentConfig } from './agent.config.ts';
import { daemon } from './daemon.ts';
import { enrol } from './enrol/index.ts';
import { exportTo } from './export/index.ts';
import { doctor, findingsText, isFine } from './doctor/index.ts';
import { type CommandLine, readCommandLine, USAGE } from './options.ts';
import { FRAME, framed, type Language, languageOf, QUERIES, say, SENT } from './language/index.ts';
import { ledgerFault } from './ledger/index.ts';
import { renewKey } from './membership/index.ts';
import type { Ports } from './ports.ts';
import { problemLine } from './problems/index.ts';
import {
  answerQuery,
  answersFile,
  openQueries,
  placeQueries,
  queryLine,
  readAnswers,
  reasonOf,
  reasonsIn,
} from './queries/index.ts';
import { runPull } from './pull/index.ts';
import { openSource, type Source } from './source.ts';
import type { Terminal } from './terminal.ts';
import { reportText } from './validate/index.ts';
import { check, walk } from './walk.ts';
import { watch } from './watch/index.ts';
import { exitCodeOf, refusedHere, type WalkReport } from './walk-report.ts';
import { isWell, statusOf, statusText } from './workbench/index.ts';

export interface CliParts extends Ports {
  readonly terminal: Terminal;
  /** Called by `run` alone: every other command can be killed at any time. */
  readonly ending: () => AbortSignal;
}

/** Could not run. */
const FAILED = 2;

export async function cli(args: readonly string[], parts: CliParts): Promise<number> {
  const { terminal } = parts;
  const line = readCommandLine(args);
  const json = line.ok ? line.value.json : args.includes('--json');
  const fail = ({ code, message }: Refusal): number => {
    terminal.err(message);
    if (json) terminal.out(JSON.stringify({ exit: FAILED, refusal: { code, message } }));
    return FAILED;
  };
  if (!line.ok) return fail(line.error);
  let place = 'stateDir';
  try {
    const answer = await answerTo(line.value, parts, (stateDir) => (place = stateDir));
    if (!answer.ok) return fail(answer.refusal);
    const { exit, value, text } = answer;
    if (json) terminal.out(JSON.stringify({ command: line.value.command, exit, ...value }));
    else if (text !== '') terminal.out(text.trimEnd());
    return exit;
  } catch (fault) {
    if (fault instanceof ConfigRefused) return fail({ code: 'CONFIG_REFUSED', message: fault.message });
    const ledger = ledgerFault(fault, place);
    if (ledger) return fail(ledger);
    // What the file system or the port says is for the person at the keyboard; anything else is a fault of ours and thrown.
    const { syscall, code = 'SYSTEM', message } = fault as NodeJS.ErrnoException;
    if (typeof syscall === 'string') return fail({ code, message });
    throw fault;
  }
}

/** Stands beside the folder that this is run from, built or not. */
const agentVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

type Answer =
  | { readonly ok: true; readonly exit: number; readonly value: object; readonly text: string }
  | { readonly ok: false; readonly refusal: Refusal };

async function answerTo(line: CommandLine, parts: CliParts, at: (stateDir: string) => void): Promise<Answer> {
  const { terminal } = parts;
  if (line.command === 'enrol') return enrolled(line, parts);
  if (line.command === 'help') return { ok: true, exit: 0, value: {}, text: USAGE };
  if (line.command === 'version') {
    const version = agentVersion();
    return {
      ok: true,
      exit: 0,
      value: { version, node: process.version },
      text: `longview-agent ${version}, Node ${process.version}`,
    };
  }
  // `check` and `export` need no keys and no federation: a person can try a file before anything is set up.
  const bare = (line.command === 'check' || line.command === 'export') && !existsSync(line.config);
  const config = bare ? undefined : readAgentConfig(line.config, (shout) => terminal.err(`DEVELOPMENT: ${shout}`));
  if (config) at(config.stateDir);
  const language = spoken(line, config, parts);
  const today = localDay(parts.clock.now());
  const source =
    line.paths.length === 0 || line.command === 'watch' || line.command === 'answer'
      ? undefined
      : await sourceOf(line, config, today);
  if (source && !source.ok) return { ok: false, refusal: source.error };
  if (line.command === 'check' && source) return checked(source.value, today, language);
  if (line.command === 'export' && source) return exported(line, source.value, today, language);
  if (config === undefined) throw new Error('every other command has read its configuration');

  if (line.command === 'doctor') {
    const findings = await doctor(config, line.config, parts);
    return {
      ok: true,
      exit: findings.every(isFine) ? 0 : 1,
      value: { findings },
      text: findingsText(findings, language),
    };
  }

  const end = line.command === 'run' || line.command === 'watch' ? parts.ending() : undefined;
  const fetch = ['submit', 'watch', 'pull', 'run', 'renew-key', 'queries', 'answer'].includes(line.command);
  const agent = await openOnceAdmitted(config, parts, fetch, end);
  if (!agent.ok) return { ok: false, refusal: agent.error };
  const { siteKeyMade } = agent.value;
  if (siteKeyMade !== undefined)
    terminal.err(
      `A site key was made: ${siteKeyMade}. Back it up with the ledger; without it every record would be a new one.`,
    );
  try {
    if (line.command === 'submit' && source)
      return submitted(
        await walk(
          agent.value,
          {
            source: source.value,
            demonstration: line.demonstration,
            today,
            language,
            ...(line.reason !== undefined && { reason: line.reason }),
          },
          terminal,
        ),
        language,
      );
    if (line.command === 'run') {
      await daemon(agent.value, terminal, end ?? parts.ending());
      return { ok: true, exit: 0, value: {}, text: '' };
    }
    if (line.command === 'watch') return await watched(line, agent.value, parts, end ?? parts.ending(), language);
    if (line.command === 'pull') return await pulled(line, agent.value, terminal, today, language);
    if (line.command === 'renew-key') return await renewed(agent.value);
    if (line.command === 'queries') return await asked(line, agent.value, language);
    if (line.command === 'answer') return await answered(line, agent.value, language);
    return line.command === 'problems' ? problemsOf(agent.value, language) : standing(agent.value, terminal, language);
  } finally {
    agent.value.close();
  }
}

/** `run` waits for the federation; every other command says that it is waited for. */
async function openOnceAdmitted(
  config: AgentConfig,
  parts: CliParts,
  fetch: boolean,
  end: AbortSignal | undefined,
): Promise<Awaited<ReturnType<typeof openAgent>>> {
  for (let said = ''; ;) {
    const agent = await openAgent(config, parts, { fetch });
    if (agent.ok || agent.error.code !== 'WAITING' || end === undefined || end.aborted) return agent;
    if (said !== agent.error.message) parts.terminal.err((said = agent.error.message));
    await parts.wait(config.federationSeconds * 1000, end).catch(() => undefined);
  }
}

async function enrolled({ code = '', config, proxy, ca }: CommandLine, parts: CliParts): Promise<Answer> {
  const done = await enrol({ code, config, proxy, ca }, parts);
  if (!done.ok) return { ok: false, refusal: done.error };
  const { centre, kid, fingerprint, federation, configMade } = done.value;
  const text = [
    `The keys of ${centre} are made, and the registry has the request to admit them to ${federation}.`,
    `Read this fingerprint to the federation over the telephone:  ${fingerprint}`,
    `Key ${kid}. ${configMade ? `${config} is written.` : `${config} is as it was.`} Back up the folder: keys are shown to nobody and made once.`,
    'Then: longview-agent run (it waits until the federation has admitted the key), or longview-agent doctor.',
  ].join('\n');
  return { ok: true, exit: 0, value: done.value, text };
}

async function renewed(agent: Agent): Promise<Answer> {
  const done = await renewKey(agent);
  if (!done.ok) return { ok: false, refusal: done.error };
  const { kid, replaces, fingerprint } = done.value;
  const text = [
    `The registry has the request that key ${kid} follow ${replaces}. Fingerprint: ${fingerprint}`,
    'The agent takes the new key into use by itself once the federation has admitted it; until then the old one goes on.',
  ].join('\n');
  return { ok: true, exit: 0, value: done.value, text };
}

const sourceOf = (line: CommandLine, config: AgentConfig | undefined, today: string) =>
  openSource(line.paths, { mapping: line.mapping ?? config?.mapping, demonstration: line.demonstration, today });

async function checked(source: Source, today: string, language: Language): Promise<Answer> {
  const report = await check(source, today);
  const exit = refusedHere(report) > 0 ? 1 : 0;
  return { ok: true, exit, value: { read: inWords(report, language) }, text: reportText(report, language) };
}

async function exported({ to = '' }: CommandLine, source: Source, today: string, language: Language): Promise<Answer> {
  const { read, files } = await exportTo(to, source, today);
  const exit = refusedHere(read) > 0 ? 1 : 0;
  const text = `${reportText(read, language).trimEnd()}\n${files.map((path) => `Written: ${path}`).join('\n')}`;
  return { ok: true, exit, value: { read: inWords(read, language), files }, text };
}

async function watched(
  line: CommandLine,
  agent: Agent,
  parts: CliParts,
  end: AbortSignal,
  language: Language,
): Promise<Answer> {
  const [folder = ''] = line.paths;
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    return { ok: false, refusal: { code: 'NO_FOLDER', message: `${folder} is no folder that could be watched.` } };
  const { mapping = agent.config.mapping, demonstration, once } = line;
  const today = (): string => localDay(parts.clock.now());
  if (!once) parts.terminal.out(`agent of ${agent.config.centre} watches ${folder}`);
  const done = await watch(
    agent,
    { folder, mapping, demonstration, once, today, language, textOf: (report) => submittedText(report, language) },
    parts.terminal,
    end,
  );
  return {
    ok: true,
    exit: done.exit,
    value: done,
    text: once ? framed(SENT.filesRead, language, { n: done.files }) : '',
  };
}

async function pulled(
  line: CommandLine,
  agent: Agent,
  terminal: Terminal,
  today: string,
  language: Language,
): Promise<Answer> {
  const { mapping = agent.config.mapping, demonstration } = line;
  const done = await runPull(agent, { mapping, demonstration, today, language }, terminal);
  if (!done.ok) return { ok: false, refusal: done.error };
  const { patients, report } = done.value;
  if (!report) return { ok: true, exit: 0, value: { patients }, text: framed(SENT.nothingChanged, language) };
  const answer = submitted(report, language);
  return answer.ok
    ? {
        ...answer,
        value: { patients, ...answer.value },
        text: `${framed(SENT.patientsChanged, language, { n: patients })}\n${answer.text}`,
      }
    : answer;
}

function submitted(report: WalkReport, language: Language): Answer {
  return {
    ok: true,
    exit: exitCodeOf(report),
    value: { ...report, read: inWords(report.read, language) },
    text: submittedText(report, language),
  };
}

function submittedText(report: WalkReport, language: Language): string {
  const { submissions, waiting, unlinked, refusedByRegistry, refusedHere: unfit, refusedRows, evaluated } = report;
  const phrase = (name: keyof typeof SENT, words: Readonly<Record<string, string | number>> = {}): string =>
    framed(SENT[name], language, words);
  return [
    reportText(report.read, language).trimEnd(),
    phrase('submissions', {
      acknowledged: submissions.acknowledged,
      refused: submissions.refused.length,
      queued: submissions.queued,
      evaluated,
    }),
    ...(refusedByRegistry + unfit > 0 ? [phrase('moreRefused', { n: refusedByRegistry + unfit })] : []),
    ...submissions.refused.map(({ id, refusal: { code, message } }) => phrase('refused', { id, code, message })),
    ...(waiting.records > 0
      ? [phrase('wait', { n: waiting.records, why: waiting.because?.message ?? phrase('noToken') })]
      : []),
    ...(unlinked.patients > 0
      ? [phrase('unlinked', { n: unlinked.patients, why: unlinked.because?.message ?? '' })]
      : []),
    ...(submissions.trouble === undefined ? [] : [phrase('queueNotEmpty', { trouble: submissions.trouble })]),
    ...refusedRows.map((path) => phrase('refusedRows', { path })),
  ].join('\n');
}

/** A source record id may hold a file number: it stays inside. */
const inWords = <T extends { readonly problems: readonly PlacedProblem[] }>(report: T, language: Language): object => ({
  ...report,
  problems: report.problems.map((problem) => ({ ...say(problem, language), record: undefined })),
});

/** --language, else the configuration, else where a person reads the locale of the terminal: a program gets English unless it asks. */
const spoken = (line: CommandLine, config: AgentConfig | undefined, { terminal, environment }: CliParts): Language =>
  line.language ??
  config?.language ??
  (terminal.watched === true && !line.json ? languageOf(environment) : undefined) ??
  'en';

async function asked({ to }: CommandLine, agent: Agent, language: Language): Promise<Answer> {
  const open = await openQueries(agent);
  if (!open.ok) return { ok: false, refusal: open.error };
  const queries = placeQueries(open.value, agent.ledger);
  const ownConsentDue = agent.ledger.problems.ofRule('P09');
  // It holds places of the hospital's files: for the person who mends them.
  if (to !== undefined) writeFileSync(to, answersFile(queries, language), { mode: 0o600 });
  const text = [
    ...(to === undefined
      ? queries.map((query) => queryLine(query, language))
      : [framed(QUERIES.written, language, { path: to })]),
    ...ownConsentDue.map((one) => problemLine(one, language)),
    queries.length === 0
      ? framed(QUERIES.noOpen, language)
      : framed(QUERIES.howTheyClose, language, { n: queries.length, reasons: reasonsIn(language) }),
  ].join('\n');
  return {
    ok: true,
    exit: queries.length === 0 ? 0 : 1,
    value: { queries, ownConsentDue, ...(to !== undefined && { to }) },
    text,
  };
}

async function answered(
  { paths: [path = ''], reason }: CommandLine,
  agent: Agent,
  language: Language,
): Promise<Answer> {
  const given = reason === undefined ? answersIn(path, language) : oneAnswer(path, reason, language);
  if (!given.ok) return { ok: false, refusal: given.error };
  const refused: { readonly id: string; readonly refusal: Refusal }[] = [];
  let taken = 0;
  for (const { id, reason: why } of given.value) {
    const done = await answerQuery(agent, id, why);
    if (done.ok) taken++;
    // Without an answer from the registry the others would get none either; what was handed in stands.
    else if (done.error.code === 'NO_ANSWER' || done.error.code === 'NOT_TAKEN')
      return { ok: false, refusal: done.error };
    else refused.push({ id, refusal: done.error });
  }
  const text = [
    framed(QUERIES.answered, language, { n: taken }),
    ...refused.map(({ id, refusal: { code, message } }) =>
      framed(QUERIES.notAnswered, language, { id, code, message }),
    ),
  ].join('\n');
  return { ok: true, exit: refused.length === 0 ? 0 : 1, value: { answered: taken, refused }, text };
}

function answersIn(path: string, language: Language): ReturnType<typeof readAnswers> {
  if (!existsSync(path) || !statSync(path).isFile())
    return err(
      refusal('NO_FILE', `There is no file ${path}. The id of one query needs --reason: ${reasonsIn(language)}.`),
    );
  return readAnswers(readFileSync(path, 'utf8'), basename(path), language);
}

function oneAnswer(id: string, typed: string, language: Language): ReturnType<typeof readAnswers> {
  const reason = reasonOf(typed);
  return reason === undefined
    ? err(refusal('REASON_UNKNOWN', `The reason is one of ${reasonsIn(language)}.`))
    : ok([{ id, reason }]);
}

function problemsOf({ ledger }: Agent, language: Language): Answer {
  const problems = ledger.problems.list();
  const refused = ledger.queue.refusals();
  const text = [
    ...refused.map(({ id, refusal }) => `submission ${id} — ${refusal.code}: ${refusal.message}`),
    ...problems.map((one) => problemLine(one, language)),
    ...(problems.length + refused.length === 0 ? [framed(FRAME.none, language)] : []),
  ].join('\n');
  const wrong = refused.length > 0 || problems.some(({ severity }) => severity === 'error');
  return {
    ok: true,
    exit: wrong ? 1 : 0,
    value: { problems: problems.map((one) => say(one, language)), refusedSubmissions: refused },
    text,
  };
}

function standing(agent: Agent, terminal: Terminal, language: Language): Answer {
  const status = statusOf(agent);
  for (const { code, message } of status.log.alarms) terminal.err(`ALARM ${code}: ${message}`);
  return { ok: true, exit: isWell(status) ? 0 : 1, value: status, text: statusText(status, language) };
}

/** The hospital's own day: near midnight another zone's would make today's events lie in the future. */
const localDay = (now: Date): string =>
  [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
