// In: the words after `longview-agent`. Out: the command and its options. Refuses an unknown command or option, and says which there are.
import { parseArgs } from 'node:util';
import { CODE } from '@longview/dictionary';
import { isLanguage, type Language, LANGUAGES } from './language/index.ts';
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';

const COMMANDS = [
  'check',
  'submit',
  'watch',
  'pull',
  'export',
  'status',
  'problems',
  'queries',
  'answer',
  'run',
  'doctor',
  'enrol',
  'renew-key',
  'help',
  'version',
] as const;
export type Command = (typeof COMMANDS)[number];

export interface CommandLine {
  readonly command: Command;
  readonly paths: readonly string[];
  readonly config: string;
  readonly mapping: string | undefined;
  readonly demonstration: boolean;
  readonly json: boolean;
  /** Of `enrol`. */
  readonly code: string | undefined;
  readonly proxy: string | undefined;
  readonly ca: string | undefined;
  /** Of `export` and `queries`. */
  readonly to: string | undefined;
  /** In which problems are told; absent: as the configuration says. */
  readonly language: Language | undefined;
  /** Of `answer`; of `submit` a code: why what differs is corrected. */
  readonly reason: string | undefined;
  /** Of `watch`. */
  readonly once: boolean;
}

export type CommandLineCode = 'USAGE';

export const USAGE = `longview-agent <command> [path ...] [--config agent.json] [--json]

  enrol <code>        make keys, and ask with the code of the registry's steward that they be admitted
  renew-key           make the next key, and ask with the one in force that it be admitted
  check <path ...>    read and validate; nothing leaves and nothing is kept
  submit <path ...>   the same, then pseudonymise, queue and send
  watch <folder>      submit each file that comes, with its result beside it; --once: what is there, then end
  pull                submit what changed at the FHIR server of the configuration since the last time
  export <path ...>   write what is accepted in the template, into the folder --to; read again it changes nothing
  status              where the queue, the records and the log stand
  problems            what to mend: file, line, column, rule, how
  queries             what the registry asked about records and is still open; --to list.csv writes it to be filled in
  answer <list.csv>   hand in what was filled in there; answer <query> --reason confirmed: one of them
  doctor              what is well and what is not, from the key files to the other parties, and how to mend it
  run                 keep sending what is queued, watch the log, show a status page to this machine
  help, version       these words; which version of the agent, and of the data set, this is

  --mapping file.yaml   how columns, or codes of FHIR, become records; of a folder: each file by the mapping of its name
  --proxy url --ca pem  of enrol: the way out of the hospital, written into agent.json
  --reason code         of submit: why what differs from what was sent before is corrected, where the file does not say it
  --language nl         in which problems are told: en, nl, fr or de
  --demonstration       constants may stand for what a person decides; the data are marked for ever

Exit: 0 all accepted (doctor: all well), 1 some refused (something to mend), 2 could not run, or not to the end.`;

export function readCommandLine(args: readonly string[]): Result<CommandLine, Refusal<CommandLineCode>> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string', default: 'agent.json' },
        mapping: { type: 'string' },
        demonstration: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        proxy: { type: 'string' },
        ca: { type: 'string' },
        to: { type: 'string' },
        reason: { type: 'string' },
        language: { type: 'string' },
        once: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'V', default: false },
      },
    });
  } catch (fault) {
    return err(refusal('USAGE', `${firstSentence((fault as Error).message)}\n\n${USAGE}`));
  }
  const { language } = parsed.values;
  if (language !== undefined && !isLanguage(language))
    return err(refusal('USAGE', `--language is one of ${LANGUAGES.join(', ')}.`));
  const { help, version } = parsed.values;
  const [command, ...paths] = help ? ['help'] : version ? ['version'] : parsed.positionals;
  const known = COMMANDS.find((one) => one === command);
  if (known === undefined)
    return err(refusal('USAGE', command === undefined ? USAGE : `There is no command ${command}.\n\n${USAGE}`));
  if (known === 'enrol') {
    // A code may have been cut into words where it was pasted from.
    if (paths.length === 0) return err(refusal('USAGE', 'enrol needs the code that the registry’s steward gave you.'));
    const { config, json, proxy, ca } = parsed.values;
    const code = paths.join('');
    const nothing = {
      paths: [],
      mapping: undefined,
      demonstration: false,
      to: undefined,
      reason: undefined,
      once: false,
      language,
    };
    return ok({ command: known, ...nothing, config, json, code, proxy, ca });
  }
  const takesPaths = ['check', 'submit', 'watch', 'export', 'answer'].includes(known);
  if (takesPaths !== paths.length > 0)
    return err(refusal('USAGE', takesPaths ? needs(known) : `${known} takes no path.`));
  const { config, mapping, demonstration, json, proxy, ca, to, reason, once } = parsed.values;
  if (known === 'watch' && paths.length > 1) return err(refusal('USAGE', 'watch takes one folder.'));
  if (known === 'submit' && reason !== undefined && !CODE.test(reason))
    return err(refusal('USAGE', '--reason is a code without spaces, such as sourceVerification or typingError.'));
  if (known === 'export' ? to === undefined : to !== undefined && known !== 'queries')
    return err(
      refusal(
        'USAGE',
        known === 'export' ? 'export needs the folder to write into: --to.' : '--to is of export and queries.',
      ),
    );
  if (known === 'answer' && paths.length > 1) return err(refusal('USAGE', 'answer takes one list, or one query.'));
  if (reason !== undefined && known !== 'answer' && known !== 'submit')
    return err(refusal('USAGE', '--reason is of submit and answer.'));
  return ok({
    command: known,
    paths,
    config,
    mapping,
    demonstration,
    json,
    code: undefined,
    proxy,
    ca,
    to,
    reason,
    once,
    language,
  });
}

const needs = (command: Command): string =>
  command === 'answer'
    ? 'answer needs the list that queries --to wrote, or the id of one query with --reason.'
    : `${command} needs a file or a folder.`;

/** What follows in the words of the library is about its own syntax. */
const firstSentence = (text: string): string => text.split(/(?<=\.) /u, 1)[0] ?? text;
