// In: a GET from anyone. Out: the federation file as this registry believes it, and the public key that it was believed by. Whoever takes
// them verifies the one with the other, and the other with what he was told by another way.
import { Controller, Get, Header, Inject } from '@nestjs/common';

export interface FederationDoor {
  /** Takes a newer file over first. */
  readonly text: () => Promise<string>;
  readonly key: object;
}

@Controller()
export class FederationController {
  constructor(@Inject('FEDERATION') private readonly door: FederationDoor) {}

  @Get('federation.json')
  @Header('content-type', 'application/json; charset=utf-8')
  file(): Promise<string> {
    return this.door.text();
  }

  @Get('federation.jwk')
  @Header('content-type', 'application/jwk+json; charset=utf-8')
  key(): string {
    return JSON.stringify(this.door.key);
  }
}
