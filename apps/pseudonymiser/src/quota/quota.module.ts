// How much a centre may have evaluated, and what it has.
import { Module } from '@nestjs/common';
import { QuotaRepository } from './quota.repository.ts';
import { QuotaService } from './quota.service.ts';

@Module({ providers: [QuotaRepository, QuotaService], exports: [QuotaService] })
export class QuotaModule {}
