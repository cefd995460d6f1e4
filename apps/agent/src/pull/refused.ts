// In: nothing. Out: why a server is not read. Nothing that the server wrote as text stands in it.
export type PullCode = 'PULL_NOT_ADMITTED' | 'PULL_OTHER_ORIGIN' | 'PULL_NO_BUNDLE' | 'PULL_CIRCLE' | 'PULL_STOPPED';

export class PullRefused extends Error {
  readonly code: PullCode;
  constructor(code: PullCode, message: string) {
    super(message);
    this.name = 'PullRefused';
    this.code = code;
  }
}
