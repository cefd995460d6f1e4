// Which keys are served. The secrets come in at the start; this room gives out public keys only.
import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.ts';

@Module({ controllers: [KeysController] })
export class KeysModule {}
