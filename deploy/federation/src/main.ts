#!/usr/bin/env node
// In: the command line. Out: what it asks for, and the exit code: 0 done, 1 refused, 2 could not run.
import { systemClock } from '@longview/foundation';
import { federationCli } from './cli.ts';

process.exitCode = await federationCli(process.argv.slice(2), {
  clock: systemClock,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
});
