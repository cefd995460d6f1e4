// In: the bytes of an agent's request. Out: evaluations with one proof, charged and logged. Refuses, in this order, who, what, which key and how much.
import { Inject, Injectable } from '@nestjs/common';
import { err, fromUtf8, ok, refusal } from '@longview/foundation';
import type { Random, Refusal, Result } from '@longview/foundation';
import { parseEvaluateRequest } from '@longview/pseudonym-protocol';
import type { EvaluateResponse, MessageCode } from '@longview/pseudonym-protocol';
import { evaluateBatch } from '@longview/pseudonym-server';
import { EpochKeys } from '../keys/epoch-keys.ts';
import { EvaluationLog } from '../log/evaluation-log.ts';
import { pass } from '../passages.ts';
import { RANDOM } from '../ports.ts';
import { QuotaService } from '../quota/quota.service.ts';
import type { QuotaRefusal } from '../quota/quota.service.ts';
import { CallerCheck } from './caller.ts';
import type { IncomingCall } from './caller.ts';

export type EvaluateRefusal = Refusal<'UNAUTHENTICATED' | 'NOT_JSON' | 'EPOCH_NOT_SERVED' | MessageCode> | QuotaRefusal;

@Injectable()
export class EvaluateWalk {
  constructor(
    @Inject(CallerCheck) private readonly callers: CallerCheck,
    @Inject(EpochKeys) private readonly keys: EpochKeys,
    @Inject(QuotaService) private readonly quota: QuotaService,
    @Inject(EvaluationLog) private readonly log: EvaluationLog,
    @Inject(RANDOM) private readonly random: Random,
  ) {}

  /** Why the last evaluation was not given out; undefined since one was. A refusal is none. */
  trouble: unknown;

  async run(call: IncomingCall): Promise<Result<EvaluateResponse, EvaluateRefusal>> {
    try {
      const answer = await this.#evaluate(call);
      if (answer.ok) this.trouble = undefined;
      return answer;
    } catch (fault) {
      this.trouble = fault;
      throw fault;
    }
  }

  async #evaluate(call: IncomingCall): Promise<Result<EvaluateResponse, EvaluateRefusal>> {
    const caller = await this.callers.identify(call);
    if (!caller.ok) return caller;
    const request = parse(call.bodyBytes);
    if (!request.ok) return request;
    const { epoch, requestId, blinded } = request.value;
    const key = this.keys.find(epoch);
    if (!key) return err(refusal('EPOCH_NOT_SERVED', `Epoch ${epoch} is not served now: see GET /v1/keys.`, 'epoch'));
    const { centre } = caller.value;
    const charged = this.quota.charge({ id: requestId, centre, epoch, elements: blinded.length });
    if (!charged.ok) return charged;
    pass('charged');
    const { evaluated, proof } = evaluateBatch(key, blinded, this.random);
    pass('evaluated');
    // Durable before the answer leaves: a fault from here on costs the centre quota, never the log an entry.
    const { kid } = caller.value;
    const { account } = charged.value;
    const logged = await this.log.append({ centre, kid, requestId, epoch, elements: blinded.length, account });
    if (!logged.ok) return logged;
    pass('logged');
    return ok({ epoch, requestId, evaluated, proof });
  }
}

function parse(bodyBytes: Uint8Array) {
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bodyBytes));
  } catch {
    return err(refusal('NOT_JSON' as const, 'The body is not JSON in UTF-8.'));
  }
  return parseEvaluateRequest(value);
}
