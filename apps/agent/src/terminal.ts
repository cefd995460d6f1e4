// In: lines and a count. Out: text on a terminal, with a bar where a person watches and plain lines where a file does.
export interface Terminal {
  /** A person reads what is told, and no program. */
  readonly watched?: boolean;
  /** What was asked for. */
  out(line: string): void;
  /** What a person has to hear even when the output is a machine's. */
  err(line: string): void;
  progress(what: string, done: number, of?: number): void;
}

export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR = 24;
const PLAIN_STEP_MS = 5_000;

export function terminal(stdout: Stream, stderr: Stream, now: () => number = Date.now): Terminal {
  let bar = false;
  let told = now();
  const clear = (): void => {
    if (bar) stderr.write('\r\u001b[2K');
    bar = false;
  };
  return {
    watched: stdout.isTTY === true,
    out: (line) => {
      clear();
      stdout.write(`${line}\n`);
    },
    err: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    progress: (what, done, of) => {
      const text = of === undefined ? `${what}: ${done}` : `${what}: ${done} of ${of}`;
      if (stderr.isTTY) {
        const filled = of === undefined || of === 0 ? 0 : Math.round((BAR * done) / of);
        const drawn = of === undefined ? '' : `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] `;
        stderr.write(`\r\u001b[2K${`${drawn}${text}`.slice(0, (stderr.columns ?? 80) - 1)}`);
        bar = true;
      } else if (now() - told >= PLAIN_STEP_MS) {
        told = now();
        stderr.write(`${text}\n`);
      }
    },
  };
}
