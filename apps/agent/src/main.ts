#!/usr/bin/env node
// In: the command line. Out: what it asks for, and the exit code. Ctrl-C ends `run` in order; anything else can be killed at any time.
import './memory.ts';
import { cli } from './cli.ts';
import { systemPorts } from './ports.ts';
import { terminal } from './terminal.ts';

function ending(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

process.exitCode = await cli(process.argv.slice(2), {
  ...systemPorts,
  terminal: terminal(process.stdout, process.stderr),
  ending,
});
