// GET /health for whoever watches the service, GET / for a person who wonders what this is. Neither says anything of patients.
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { Problem } from './health.service.ts';

export interface HealthParts {
  readonly problems: () => Promise<readonly Problem[]>;
  readonly url: string;
}

@Controller()
export class HealthController {
  constructor(@Inject('HEALTH') private readonly parts: HealthParts) {}

  /** 200 and `ok`; or 503 and what is wrong. It tries for itself each time: when the cause is gone, so is the problem. */
  @Get('health')
  async health(
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<{ status: 'ok' | 'failing'; problems?: readonly Problem[] }> {
    const problems = await this.parts.problems();
    if (problems.length === 0) return { status: 'ok' };
    response.statusCode = 503;
    return { status: 'failing', problems };
  }

  @Get()
  @Header('content-type', 'text/plain; charset=utf-8')
  front(): string {
    return [
      'Longview: a federated registry of CAR-T outcomes.',
      '',
      `GraphQL      ${this.parts.url}/graphql   (POST; sign in for the schema; it also stands in schema/registry.graphql)`,
      `Federation   ${this.parts.url}/federation.json, signed; /federation.jwk is the key to compare with your own`,
      `Health       ${this.parts.url}/health    (503 and what is wrong, when something is)`,
      'Access log   queries accessLog, checkpoint, inclusionProof, consistencyProof, accessLogBundle; check offline with longview-verify',
      '',
      'There is no console yet.',
      '',
    ].join('\n');
  }
}
