// In: the parts of the registry. Out: the intake as the door calls it.
import { takeIn } from './intake.walk.ts';
import type { AgentCaller, IntakeParts } from './intake.parts.ts';
import type { Submission } from '@longview/wire';

export class Intake {
  constructor(private readonly parts: IntakeParts) {}

  take = (caller: AgentCaller, received: Submission, signature: string) =>
    takeIn(this.parts, caller, received, signature);
}
