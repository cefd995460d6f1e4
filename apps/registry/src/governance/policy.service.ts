// In: a caller and what he wants. Out: the decision of the policies, with the ids of those that decided, in the terms of the Cedar schema.
import type { PolicyDecision, PolicyEngine, PolicyRequest } from '@longview/policy';
import type { Caller } from '../graphql/caller.ts';
import type { Activity } from './activities.ts';
import type { Permit } from './permits.ts';

export interface Question {
  readonly purpose: string | undefined;
  readonly fields: readonly string[];
  readonly products: readonly string[];
}

type Attributes = PolicyRequest['context'];

export class Policy {
  constructor(
    private readonly engine: PolicyEngine,
    private readonly activities: ReadonlyMap<string, Activity>,
  ) {}

  get hash(): string {
    return this.engine.policyHash;
  }

  /** An agent's act on its own centre. */
  submit = (caller: { readonly centre: string; readonly kid: string }, closingOnly: boolean): PolicyDecision =>
    this.engine.decide({
      principal: { type: 'Agent', id: caller.kid, attributes: { centre: caller.centre, keyActive: true } },
      action: closingOnly ? 'recordWithdrawal' : 'submit',
      resource: { type: 'Centre', id: caller.centre, attributes: {} },
      context: this.act('registry-intake'),
    });

  /** An act of a centre's own person on one of its records. */
  move = (caller: Caller, action: 'requestMove' | 'approveMove', centre: string): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action,
      resource: { type: 'Centre', id: centre, attributes: {} },
      context: this.act('registry-intake'),
    });

  /** An act on the log; `organisation` when only that organisation's own entries are meant. */
  onLog = (
    caller: Caller,
    action: 'cosign' | 'readLogHead' | 'readAccessLog' | 'exportAccessLog',
    organisation?: string,
  ): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action,
      resource: { type: 'Log', id: 'access-log', attributes: { organisation } },
      context: this.act('accountability'),
    });

  cutRelease = (caller: Caller): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action: 'cutRelease',
      resource: { type: 'Registry', id: 'registry', attributes: {} },
      context: this.act('release-cutting'),
    });

  readRelinking = (caller: Caller): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action: 'readRelinking',
      resource: { type: 'Registry', id: 'registry', attributes: {} },
      context: this.act('registry-intake'),
    });

  /** Codes for centres, and the keys that wait. */
  onKeys = (caller: Caller, action: 'inviteCentre' | 'readKeyRequests'): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action,
      resource: { type: 'Registry', id: 'registry', attributes: {} },
      context: this.act('party-keys'),
    });

  /** An agent's own next key. */
  renewKey = (caller: Caller): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action: 'renewKey',
      resource: { type: 'Centre', id: caller.kind === 'agent' ? caller.centre : 'none', attributes: {} },
      context: this.act('party-keys'),
    });

  /** What a centre was asked about its records, and its answers. */
  onQueries = (caller: Caller, action: 'listQueries' | 'answerQuery', centre: string): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action,
      resource: { type: 'Centre', id: centre, attributes: {} },
      context: this.act(action === 'listQueries' ? 'own-centre-quality' : 'registry-intake'),
    });

  askOwn = (caller: Caller, centre: string, action: 'askOwn' | 'listOwn', question: Question): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action,
      resource: { type: 'Centre', id: centre, attributes: {} },
      context: this.question('own-centre-quality', question),
    });

  askBook = (caller: Caller, question: Question): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action: 'askBook',
      resource: { type: 'Registry', id: 'registry', attributes: {} },
      context: this.question('public-statistics', question),
    });

  /** Which exact scalars wait for the check by which they leave the registry. */
  readClearances = (caller: Caller): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action: 'readClearances',
      resource: { type: 'Registry', id: 'registry', attributes: {} },
      context: this.act('research'),
    });

  /** That check itself, for one permit: never by the permit's own side. */
  checkClearance = (caller: Caller, permit: Permit): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action: 'checkClearance',
      resource: permitResource(permit),
      context: this.act('research'),
    });

  askPermit = (
    caller: Caller,
    permit: Permit,
    question: Question,
    action: 'askPermit' | 'clear' = 'askPermit',
  ): PolicyDecision =>
    this.engine.decide({
      principal: principalOf(caller),
      action,
      resource: permitResource(permit),
      context: this.question('research', question),
    });

  private act(activity: string): Attributes {
    return { activity, activityActive: this.activities.get(activity)?.active ?? false };
  }

  private question(activity: string, { purpose, fields, products }: Question): Attributes {
    return { ...this.act(activity), purpose, fields, products, spe: false, requireMfa: false };
  }
}

const permitResource = (permit: Permit): PolicyRequest['resource'] => ({
  type: 'Permit',
  id: permit.id,
  attributes: {
    organisation: permit.organisation,
    purpose: permit.purpose,
    from: permit.from,
    to: permit.to,
    status: permit.status,
    fields: permit.fields,
    products: permit.products,
    persons: permit.persons,
    level: permit.level,
    version: permit.version,
  },
});

function principalOf(caller: Caller): PolicyRequest['principal'] {
  switch (caller.kind) {
    case 'person':
      return {
        type: 'Person',
        id: caller.subject,
        attributes: { organisation: caller.organisation, roles: caller.roles, mfa: caller.mfa },
      };
    case 'agent':
      return { type: 'Agent', id: caller.kid, attributes: { centre: caller.centre, keyActive: true } };
    case 'anyone':
      return { type: 'Anyone', id: 'anyone', attributes: {} };
  }
}
