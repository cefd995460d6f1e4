#!/usr/bin/env node
// In: a bundle or an export, and the keys that the reader trusts. Out: one line a finding; exit 0 holds, 1 does not hold, 2 could not run.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findingLine } from './bundle/finding.ts';
import type { NotVerified, Verified } from './bundle/finding.ts';
import { verifyBundle } from './bundle/verify-bundle.ts';
import type { Trusted } from './bundle/verify-bundle.ts';
import type { Result } from '@longview/foundation';
import { verifyExportFile } from './bin/export-file.ts';

const USAGE = `longview-verify FILE --key VKEY [--witness VKEY]... [--quorum N] [--known CHECKPOINT.txt] [--json]

FILE is a bundle (one JSON object) or an export of a whole log (a header line, then one entry a line).
Keys are texts name+id+base64, obtained elsewhere than the file. Nothing is fetched.`;

interface Options {
  readonly file: string;
  readonly json: boolean;
  readonly trusted: Trusted;
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      witness: { type: 'string', multiple: true, default: [] },
      quorum: { type: 'string' },
      known: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0 || values.key === undefined) throw new TypeError(USAGE);
  if (values.quorum !== undefined && !/^\d+$/.test(values.quorum)) throw new TypeError('--quorum is a whole number');
  return {
    file,
    json: values.json,
    trusted: {
      logKey: values.key,
      witnesses: values.witness,
      ...(values.quorum !== undefined && { quorum: Number(values.quorum) }),
      ...(values.known !== undefined && { expect: readFileSync(values.known, 'utf8') }),
    },
  };
}

function print(result: Result<Verified, NotVerified>, json: boolean): void {
  const { notices } = result.ok ? result.value : result.error;
  const faults = result.ok ? [] : result.error.faults;
  if (json) return console.log(JSON.stringify({ holds: result.ok, faults, notices }));
  for (const fault of faults) console.log(`fault: ${findingLine(fault)}`);
  for (const notice of notices) console.log(`notice: ${findingLine(notice)}`);
  if (!result.ok) return console.log(`DOES NOT HOLD: ${faults.length} fault${faults.length === 1 ? '' : 's'}`);
  const { entries, size, origin, scope, witnesses } = result.value;
  const what = scope === 'whole' ? `all ${entries} entries` : `${entries} chosen entries of ${size}`;
  console.log(`HOLDS: ${what} of ${origin}${witnesses.length > 0 ? `, cosigned by ${witnesses.join(', ')}` : ''}`);
}

try {
  const { file, json, trusted } = readOptions();
  const result = (await verifyExportFile(file, trusted)) ?? verifyBundle(parse(file), trusted);
  print(result, json);
  process.exitCode = result.ok ? 0 : 1;
} catch (fault) {
  console.error(`could not run: ${(fault as Error).message}`);
  process.exitCode = 2;
}

function parse(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError(`${file} is neither a bundle nor an export`);
  }
}
