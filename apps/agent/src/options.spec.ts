import { describe, expect, test } from '@jest/globals';
import { readCommandLine } from './options.ts';
import { terminal } from './terminal.ts';

describe('the command line', () => {
  test('names a command, paths and options in any order', () => {
    expect(readCommandLine(['--json', 'submit', 'a.csv', '--mapping', 'm.yaml', 'b', '--demonstration'])).toEqual({
      ok: true,
      value: {
        command: 'submit',
        paths: ['a.csv', 'b'],
        config: 'agent.json',
        mapping: 'm.yaml',
        demonstration: true,
        json: true,
        code: undefined,
        proxy: undefined,
        ca: undefined,
        to: undefined,
        reason: undefined,
        language: undefined,
        once: false,
      },
    });
  });

  test.each([
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['submit', '--help'], 'help'],
    [['help'], 'help'],
    [['--version'], 'version'],
    [['-V'], 'version'],
  ])('%j asks for words only', (words, command) => {
    expect(readCommandLine(words)).toMatchObject({ ok: true, value: { command } });
  });

  test('an unknown option is named, and what there is', () => {
    const line = readCommandLine(['check', 'a.csv', '--josn']);
    expect(line.ok ? '' : line.error.message).toMatch(/^Unknown option '--josn'\.\n\nlongview-agent <command>/u);
  });

  test.each([
    [[]],
    [['sumbit', 'x']],
    [['check']],
    [['status', 'x']],
    [['submit', 'x', '--mapping']],
    [['run', '--nope']],
    [['watch', 'a', 'b']],
    [['pull', 'a']],
    [['export', 'a.csv']],
    [['check', 'a.csv', '--to', 'b']],
    [['answer']],
    [['answer', 'a', 'b']],
    [['check', 'a.csv', '--reason', 'typingError']],
    [['submit', 'a.csv', '--reason', 'a typing error']],
    [['check', 'a.csv', '--language', 'es']],
  ])('refuses %j with what is needed', (args) => {
    expect(readCommandLine(args)).toMatchObject({ ok: false, error: { code: 'USAGE' } });
  });
});

describe('the terminal', () => {
  const streams = (isTTY: boolean) => {
    const written: string[] = [];
    return { written, stream: { isTTY, columns: 40, write: (text: string) => written.push(text) } };
  };

  test('draws a bar for a person, within the width, and clears it before a line', () => {
    const { written, stream } = streams(true);
    const screen = terminal(stream, stream);
    screen.progress('records', 5, 10);
    screen.err('trouble');
    expect(written[0]).toContain('[############............]');
    expect(written[0]?.replace('\r\u001b[2K', '').length).toBeLessThan(40);
    expect(written.slice(1)).toEqual(['\r\u001b[2K', 'trouble\n']);
  });

  test('writes plain lines, now and then, for a file', () => {
    const { written, stream } = streams(false);
    let now = 0;
    const screen = terminal(stream, stream, () => now);
    for (now = 0; now <= 12_000; now += 1_000) screen.progress('records', now);
    expect(written).toEqual(['records: 5000\n', 'records: 10000\n']);
  });
});
