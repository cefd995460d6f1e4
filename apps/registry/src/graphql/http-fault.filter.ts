// In: whatever was thrown outside a GraphQL operation: a body that cannot be read, an address without a door, a broken probe. Out: a
// short answer; what was thrown goes to the operator when it is a fault, and never to the caller.
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type HttpAnswer, tell } from './http-message.ts';

@Catch()
export class HttpFaultFilter implements ExceptionFilter {
  constructor(private readonly onFault: (fault: unknown) => void) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    // What a resolver throws is told by the operation plugin.
    if (host.getType() !== 'http') throw thrown;
    const status = statusOf(thrown);
    if (status >= 500) this.onFault(thrown);
    const answer = host.switchToHttp().getResponse<HttpAnswer>();
    if (!answer.headersSent) tell(answer, status);
  }
}

/** Nest's exceptions and the body parser's errors both say it in `status`. */
function statusOf(thrown: unknown): number {
  const status = (thrown as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}
