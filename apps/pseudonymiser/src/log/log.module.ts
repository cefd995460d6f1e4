// What this service did, so that others can check it. The log itself is opened at the start.
import { Module } from '@nestjs/common';
import { LogController } from './log.controller.ts';

@Module({ controllers: [LogController] })
export class LogModule {}
