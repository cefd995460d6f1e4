// In: POST /v1/evaluate. Out: the answer as JSON, or a refusal as its status with code and message.
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@longview/foundation';
import { responseJson } from '@longview/pseudonym-protocol';
import { CLOCK } from '../ports.ts';
import { EvaluateWalk } from './evaluate.walk.ts';
import type { EvaluateRefusal } from './evaluate.walk.ts';

/** What is not named here is a message that does not hold: 400. */
const STATUS: Partial<Record<EvaluateRefusal['code'], number>> = {
  UNAUTHENTICATED: 401,
  REPLAY: 409,
  EPOCH_NOT_SERVED: 422,
  OVER_QUOTA: 429,
};

@Controller('v1/evaluate')
export class EvaluateController {
  constructor(
    @Inject(EvaluateWalk) private readonly walk: EvaluateWalk,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  async evaluate(
    @Req() request: IncomingMessage & { readonly body?: unknown },
    @Res({ passthrough: true }) response: ServerResponse,
  ) {
    const answer = await this.walk.run({
      method: request.method ?? '',
      path: '/v1/evaluate',
      authorization: request.headers.authorization,
      bodyBytes: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
    });
    if (answer.ok) return responseJson(answer.value);
    const { code, message, path } = answer.error;
    response.statusCode = STATUS[code] ?? 400;
    if (code === 'UNAUTHENTICATED') response.setHeader('WWW-Authenticate', 'Bearer');
    if ('retryAt' in answer.error && answer.error.retryAt) {
      const wait = answer.error.retryAt.getTime() - this.clock.now().getTime();
      response.setHeader('Retry-After', String(Math.max(1, Math.ceil(wait / 1000))));
    }
    return { code, message: path === undefined ? message : `${path}: ${message}` };
  }
}
