// In: a GET from anyone. Out: the epochs that are open and their public keys.
import { Controller, Get, Inject } from '@nestjs/common';
import { keysJson } from '@longview/pseudonym-protocol';
import { EpochKeys } from './epoch-keys.ts';

@Controller('v1/keys')
export class KeysController {
  constructor(@Inject(EpochKeys) private readonly keys: EpochKeys) {}

  @Get()
  list() {
    return keysJson(this.keys.published());
  }
}
