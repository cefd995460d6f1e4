// In: a clone, with any Node from 20 and nothing installed. Out: the packages of the lock file and, with --build, the compiled projects. Refuses a failed step.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
const marker = join(modules, '.longview-lock');
const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
const lockHash = createHash('sha256').update(lockText).digest('hex');

if (!isInstalled()) await install();
writeFileSync(marker, lockHash);
requireNode();
if (process.argv.includes('--build')) await build();

/** Every folder has to be there; which versions they hold is known from the marker, or from what npm wrote about an install by hand. */
function isInstalled() {
  const named = Object.entries(JSON.parse(lockText).packages).filter(([path]) => path.includes('node_modules/'));
  const mayLack = ({ optional, devOptional }) => optional || devOptional;
  // The repository's own projects are links: a new one is missing after a pull as a new package is.
  if (!named.every(([path, entry]) => mayLack(entry) || existsSync(join(root, path)))) return false;
  const want = named.filter(([, { link }]) => !link);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lockHash) return true;
  const written = join(modules, '.package-lock.json');
  if (!existsSync(written)) return false;
  const have = JSON.parse(readFileSync(written, 'utf8')).packages;
  // A package too many does no harm: whoever tried one out by hand is not made to wait for all the others.
  return want.every(([path, entry]) => have[path]?.version === entry.version || (!have[path] && mayLack(entry)));
}

async function install() {
  const count = Object.keys(JSON.parse(lockText).packages).filter((path) => path.includes('node_modules/')).length;
  say(`installing up to ${count} packages; the first time takes about a minute`);
  // No package runs a script of its own: nothing here needs one, and PostgreSQL's links are made by its starter.
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const { code, output, seconds } = await run([...npm, ...options], process.platform === 'win32' && npm.length === 1);
  if (code !== 0) fail('the packages could not be installed (is this machine online?)', output);
  say(`installed in ${seconds} s`);
}

async function build() {
  const { code, output, seconds } = await run(
    [process.execPath, join(modules, 'typescript', 'bin', 'tsc'), '-b'],
    false,
  );
  if (code !== 0) fail('the projects do not compile', output);
  if (seconds >= 1) say(`compiled in ${seconds} s`);
}

/** The pinned Node comes as a package for most platforms; the others bring their own. */
function requireNode() {
  if (existsSync(join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node'))) return;
  if (Number(process.versions.node.split('.')[0]) < 24) fail('this platform needs Node 24 or newer on its PATH', '');
}

function run([command, ...args], shell) {
  const begun = Date.now();
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (fault) => done({ code: 1, output: fault.message, seconds: 0 }));
    child.on('close', (code) => done({ code, output, seconds: Math.round((Date.now() - begun) / 1000) }));
  });
}

function say(line) {
  process.stdout.write(`longview: ${line}\n`);
}

/** Where packages come from may be a private matter: addresses are taken out of what is shown. */
function fail(line, output) {
  const shown = output.replaceAll(/[a-z+]+:\/\/[^\s"']+/gi, '<address>').trim();
  process.stderr.write(`longview: ${line}\n${shown ? `${shown}\n` : ''}`);
  process.exit(1);
}
