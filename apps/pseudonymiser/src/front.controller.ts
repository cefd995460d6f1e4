// In: a GET from anyone. Out: what is served here, and whether it works.
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { Clock } from '@longview/foundation';
import type { ServerResponse } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import { EvaluateWalk } from './evaluate/evaluate.walk.ts';
import { CLOCK, STATE } from './ports.ts';
import { reasonOf, tryDisk } from './state.ts';

const SERVED = `Longview pseudonymiser

POST /v1/evaluate   blinded elements in, evaluations and one proof out (agents, signed assertion)
GET  /v1/keys       epochs and public keys
GET  /v1/log        newest signed checkpoint of this service's own log
GET  /health        whether it works

It sees random group elements. It holds no identifier, no clinical value and no way to the registry.
`;

@Controller()
export class FrontController {
  constructor(
    @Inject(STATE) private readonly state: DatabaseSync,
    @Inject(EvaluateWalk) private readonly walk: EvaluateWalk,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  served(): string {
    return SERVED;
  }

  /** 200 and `ok`; or 503 and what is wrong. What went wrong with an evaluation is told until one succeeds. */
  @Get('health')
  health(@Res({ passthrough: true }) response: ServerResponse) {
    const problems: { part: 'state' | 'evaluate'; reason: string }[] = [];
    try {
      tryDisk(this.state, this.clock.now().getTime());
    } catch (fault) {
      problems.push({ part: 'state', reason: `nothing is evaluated: ${reasonOf(fault)}` });
    }
    if (this.walk.trouble !== undefined)
      problems.push({
        part: 'evaluate',
        reason: `the last evaluation was not given out: ${reasonOf(this.walk.trouble)}`,
      });
    if (problems.length === 0) return { status: 'ok' };
    response.statusCode = 503;
    return { status: 'failing', problems };
  }
}
