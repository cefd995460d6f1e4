// In: whatever was thrown. Out: `{code, message}` with its status. Tells a caller nothing of a fault; tells the operator all of it.
import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { Report } from './ports.ts';

const CODES: Readonly<Record<number, readonly [code: string, message: string]>> = {
  404: ['NOT_FOUND', 'Nothing is served here: GET / says what is.'],
  413: ['TOO_LARGE', 'The body is larger than any request can be.'],
  415: ['UNSUPPORTED_ENCODING', 'Send the body as it is, without compression.'],
};

@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly report: Report) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const status = statusOf(thrown);
    if (status >= 500)
      this.report(`fault: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
    const [code, message] =
      status >= 500
        ? ['FAULT', 'Something failed here; nothing was given out. Try again with a fresh request.']
        : (CODES[status] ?? ['BAD_REQUEST', 'This request cannot be read.']);
    if (!response.headersSent) response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(response.writableEnded ? undefined : JSON.stringify({ code, message }));
  }
}

/** Errors of the body parser carry a `status` without being Nest's own. */
function statusOf(thrown: unknown): number {
  const status = thrown instanceof HttpException ? thrown.getStatus() : (thrown as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
