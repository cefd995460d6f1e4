// The whole service: what the rooms share, then the rooms in the order of the walk.
import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { EvaluateModule } from './evaluate/evaluate.module.ts';
import { FrontController } from './front.controller.ts';
import { KeysModule } from './keys/keys.module.ts';
import { LogModule } from './log/log.module.ts';
import { QuotaModule } from './quota/quota.module.ts';

@Global()
@Module({})
export class SharedModule {
  static of(providers: Provider[]): DynamicModule {
    return { module: SharedModule, providers, exports: providers };
  }
}

@Module({})
export class PseudonymiserModule {
  static of(shared: Provider[]): DynamicModule {
    return {
      module: PseudonymiserModule,
      imports: [SharedModule.of(shared), EvaluateModule, QuotaModule, KeysModule, LogModule],
      controllers: [FrontController],
    };
  }
}
