// In: a centre, an account or a request. Out: the rows of what was used. Queries only.
import { Inject, Injectable } from '@nestjs/common';
import type { DatabaseSync } from 'node:sqlite';
import { STATE } from '../ports.ts';
import type { Use } from './limits.ts';

export interface ChargedRequest extends Use {
  readonly id: string;
  readonly centre: string;
  readonly epoch: number;
}

@Injectable()
export class QuotaRepository {
  constructor(@Inject(STATE) private readonly state: DatabaseSync) {}

  isKnown(id: string): boolean {
    return this.state.prepare('select 1 from request where id = ?').get(id) !== undefined;
  }

  /** Oldest first. */
  usesSince(centre: string, since: number): Use[] {
    return this.state
      .prepare('select at, elements, account from request where centre = ? and at > ? order by at')
      .all(centre, since) as unknown as Use[];
  }

  elementsOf(centre: string, account: string): number {
    const row = this.state
      .prepare('select coalesce(sum(elements), 0) as used from request where centre = ? and account = ?')
      .get(centre, account);
    return Number(row?.['used']);
  }

  add(request: ChargedRequest): void {
    this.state
      .prepare('insert into request (id, centre, epoch, elements, account, at) values (?, ?, ?, ?, ?, ?)')
      .run(request.id, request.centre, request.epoch, request.elements, request.account, request.at);
  }
}
