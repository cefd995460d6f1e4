// The agents' door.
import { Module } from '@nestjs/common';
import { KeysModule } from '../keys/keys.module.ts';
import { LogModule } from '../log/log.module.ts';
import { QuotaModule } from '../quota/quota.module.ts';
import { AssertionMemory } from './assertion-memory.ts';
import { CallerCheck } from './caller.ts';
import { EvaluateController } from './evaluate.controller.ts';
import { EvaluateWalk } from './evaluate.walk.ts';

@Module({
  imports: [KeysModule, QuotaModule, LogModule],
  controllers: [EvaluateController],
  exports: [EvaluateWalk],
  providers: [AssertionMemory, CallerCheck, EvaluateWalk],
})
export class EvaluateModule {}
