// In: the path of a file. Out: its text when asked for. Never shows itself in a log or in JSON.
import { readFileSync } from 'node:fs';

export class Secret {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The file's text without the line end at its end. Read anew each time, so that a rotated secret is found. */
  read(): string {
    return readFileSync(this.path, 'utf8').replace(/\r?\n$/, '');
  }

  toString(): string {
    return `[secret in ${this.path}]`;
  }

  toJSON(): string {
    return this.toString();
  }
}
