// In: a registry that may be gone at any moment, submissions, and how each is delivered. Out: every answer that arrived, byte for byte. A sender
// sends the same bytes again until it has an answer, as the agent does; some hang up before it comes, some send several times at once.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalBytes, signDetached, SUBMIT_DOCUMENT, type Submission } from '@longview/wire';
import type { CentreId, TrialRegistry } from '../support/trial-registry.ts';
import { type Act, type Chance, otherBody } from './concurrency-story.ts';

export interface Answered {
  readonly id: string;
  readonly centre: CentreId;
  readonly patients: Submission['patients'];
  /** What came back, unless it was a refusal: then its code. */
  readonly receipt?: string;
  readonly signature?: string;
  readonly refused?: string;
}

export interface Sent {
  readonly answers: Answered[];
  /** Submissions that are answered, whatever was sent of them. */
  done: number;
  /** Requests that were sent, and those that ended with a fault or without an answer. */
  requests: number;
  hungUp: number;
  cutOff: number;
  /** Answers of 500 and more: a fault of the registry or of what stands behind it. */
  faults: number;
  /** By id, when it was first sent and first answered. */
  readonly asked: Map<string, number>;
  readonly told: Map<string, number>;
}

const GIVE_UP = 90_000;

export class Senders {
  readonly sent: Sent = {
    answers: [],
    done: 0,
    requests: 0,
    hungUp: 0,
    cutOff: 0,
    faults: 0,
    asked: new Map(),
    told: new Map(),
  };
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(
    private readonly trial: TrialRegistry,
    private readonly chance: Chance,
  ) {}

  /** So many senders take from one list until it is empty. */
  async deliver(acts: readonly Act[], senders: number): Promise<void> {
    const left = [...acts];
    const work = async (): Promise<void> => {
      for (let act = left.shift(); act; act = left.shift()) await this.deliverOne(act);
    };
    await Promise.all(Array.from({ length: senders }, work));
    this.close();
  }

  close(): void {
    this.#agent.destroy();
  }

  async deliverOne(act: Act): Promise<void> {
    const { submission, delivery } = act;
    const body = await this.body(submission);
    this.sent.asked.set(submission.id, performance.now());
    if (delivery === 'replyLost') void this.#hangUp(submission.centre, body);
    const times = delivery === 'several' ? 2 + this.chance.below(3) : 1;
    await Promise.all([
      ...Array.from({ length: times }, () => this.untilAnswered(submission, body)),
      ...(delivery === 'otherBody'
        ? [this.body(otherBody(act)).then((other) => this.untilAnswered(otherBody(act), other))]
        : []),
    ]);
    this.sent.done++;
  }

  async body(submission: Submission & { readonly centre: CentreId }): Promise<Buffer> {
    const { centre } = submission;
    const { secret } = this.trial.agents[centre];
    const signature = await signDetached(canonicalBytes(submission), 'longview-submission+jws', `${centre}-1`, secret);
    return Buffer.from(JSON.stringify({ query: SUBMIT_DOCUMENT, variables: { submission, signature } }));
  }

  async untilAnswered(submission: Submission & { readonly centre: CentreId }, body: Buffer): Promise<Answered> {
    const { id, centre, patients } = submission;
    const end = performance.now() + GIVE_UP;
    let last = '';
    for (;;) {
      const came = await this.#post(centre, body).catch((fault: Error) => void (last = fault.message));
      if (came === undefined) this.sent.cutOff++;
      else if (came.status >= 500) {
        this.sent.faults++;
        last = came.text;
      } else {
        const { data, errors } = JSON.parse(came.text) as {
          data?: { submit?: { receipt?: string; signature?: string; code?: string } } | null;
          errors?: readonly { extensions?: { code?: string } }[];
        };
        const told = data?.submit;
        if (told) {
          const { receipt, signature, code } = told;
          const answered = {
            id,
            centre,
            patients,
            ...(receipt !== undefined && { receipt }),
            ...(signature !== undefined && { signature }),
            ...(code !== undefined && { refused: code }),
          };
          this.sent.answers.push(answered);
          if (!this.sent.told.has(id)) this.sent.told.set(id, performance.now());
          return answered;
        }
        // A fault inside is told as one, with 200.
        if (errors?.[0]?.extensions?.code !== 'INTERNAL_SERVER_ERROR') throw new Error(`not answered: ${came.text}`);
        this.sent.faults++;
        last = came.text;
      }
      if (performance.now() > end) throw new Error(`${id} got no answer in ${GIVE_UP / 1000} s: ${last}`);
      await sleep(20 + this.chance.below(80));
    }
  }

  /** The whole request leaves; nobody is there any more when the answer comes. */
  async #hangUp(centre: CentreId, body: Buffer): Promise<void> {
    this.sent.hungUp++;
    await this.#post(centre, body, this.chance.below(30)).catch(() => undefined);
  }

  async #post(centre: CentreId, body: Buffer, hangUpAfter?: number): Promise<{ status: number; text: string }> {
    this.sent.requests++;
    const token = await this.trial.assertion(centre, body as unknown as string, { bodyBytes: body });
    return new Promise((done, failed) => {
      const sent = request(
        `${this.trial.url}/graphql`,
        {
          method: 'POST',
          agent: hangUpAfter === undefined ? this.#agent : false,
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${token}`,
            'content-length': body.byteLength,
          },
          timeout: 60_000,
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
          response.on('error', failed);
        },
      );
      sent.on('error', failed);
      sent.on('timeout', () => sent.destroy(new Error('no answer in 60 s')));
      sent.end(body, () => {
        if (hangUpAfter !== undefined) setTimeout(() => sent.destroy(), hangUpAfter);
      });
    });
  }
}
