// In: the parts of the registry. Out: the intake as the door calls it.
import { type AgentCaller, takeIn } from './intake.walk.ts';
import type { IntakeParts } from './intake.parts.ts';
import type { Submission } from '@longview/wire';

export class Intake {
  constructor(private readonly parts: IntakeParts) {}

  take = (caller: AgentCaller, received: Submission, signature: string) =>
    takeIn(this.parts, caller, received, signature);
}
