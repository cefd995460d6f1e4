// In: a GET from anyone who watches this log. Out: its signed checkpoint, and the proof that it only grew. Entries themselves are for auditors, not for this door.
import { Controller, Get, Header, Inject, Query, Res } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { EvaluationLog } from './evaluation-log.ts';

const countOf = (text: unknown): number =>
  typeof text === 'string' && /^[0-9]{1,15}$/.test(text) ? Number(text) : NaN;

@Controller('v1/log')
export class LogController {
  constructor(@Inject(EvaluationLog) private readonly log: EvaluationLog) {}

  @Get()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  checkpoint(): Promise<string> {
    return this.log.checkpoint();
  }

  @Get('consistency')
  async consistency(
    @Query('from') from: unknown,
    @Query('to') to: unknown,
    @Res({ passthrough: true }) response: ServerResponse,
  ) {
    const growth = await this.log.growth(countOf(from), countOf(to));
    if (growth.ok) return growth.value;
    response.statusCode = 404;
    return { code: growth.error.code, message: growth.error.message };
  }
}
