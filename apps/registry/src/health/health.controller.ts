// GET /health for whoever watches the service, GET / for a person who wonders what this is. Neither says anything of patients.
import { Controller, Get, Header, Inject } from '@nestjs/common';

export interface HealthParts {
  /** Throws when the database does not answer. */
  readonly ping: () => Promise<void>;
  readonly url: string;
}

@Controller()
export class HealthController {
  constructor(@Inject('HEALTH') private readonly parts: HealthParts) {}

  @Get('health')
  async health(): Promise<{ status: string }> {
    await this.parts.ping();
    return { status: 'ok' };
  }

  @Get()
  @Header('content-type', 'text/plain; charset=utf-8')
  front(): string {
    return [
      'Longview: a federated registry of CAR-T outcomes.',
      '',
      `GraphQL      ${this.parts.url}/graphql   (POST; sign in for the schema; it also stands in schema/registry.graphql)`,
      `Health       ${this.parts.url}/health`,
      'Access log   queries accessLog, checkpoint, inclusionProof, consistencyProof, accessLogBundle; check offline with longview-verify',
      '',
      'There is no console yet.',
      '',
    ].join('\n');
  }
}
