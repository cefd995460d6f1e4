// In: a GET from anyone. Out: what is served here, and whether it works.
import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { DatabaseSync } from 'node:sqlite';
import { STATE } from './ports.ts';

const SERVED = `Longview pseudonymiser

POST /v1/evaluate   blinded elements in, evaluations and one proof out (agents, signed assertion)
GET  /v1/keys       epochs and public keys
GET  /v1/log        newest signed checkpoint of this service's own log
GET  /health        whether it works

It sees random group elements. It holds no identifier, no clinical value and no way to the registry.
`;

@Controller()
export class FrontController {
  constructor(@Inject(STATE) private readonly state: DatabaseSync) {}

  @Get()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  served(): string {
    return SERVED;
  }

  @Get('health')
  health() {
    this.state.prepare('select 1').get();
    return { status: 'ok' };
  }
}
