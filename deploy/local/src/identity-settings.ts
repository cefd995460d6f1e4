// In: nothing. Out: what the development identity provider is told: accounts are roles, never persons.
import type { Config, Settings } from '@longview/nest-config';

const text = (description: string) => ({ kind: 'string', description }) as const;

export const identitySettings = {
  port: { kind: 'integer', min: 1, max: 65_535, default: 4020, description: 'Where it listens, on this machine only.' },
  issuer: { kind: 'url', description: 'Its name, and the address under which browsers reach it.' },
  stateDir: { kind: 'path', description: 'Where its keys are kept, so that a restart leaves tokens good.' },
  resource: { kind: 'url', description: 'The API that access tokens are for: their audience.' },
  client: {
    kind: 'object',
    description: 'The one public client.',
    members: {
      id: { kind: 'string', default: 'longview-console', description: 'Its client id.' },
      redirectUris: {
        kind: 'list',
        of: { kind: 'url', description: 'One.' },
        description: 'Where a code may be sent.',
      },
    },
  },
  tokenLife: { kind: 'integer', min: 10, max: 86_400, default: 3600, description: 'Of an access token, in seconds.' },
  accounts: {
    kind: 'list',
    description: 'Who may sign in, by picking a name from a list.',
    of: {
      kind: 'object',
      description: 'One account.',
      members: {
        subject: text('A role at an organisation: `researcher@university`.'),
        organisation: text('The claim `org`.'),
        roles: { kind: 'list', of: text('One.'), description: 'The claim `roles`.' },
        secondFactor: { kind: 'boolean', default: true, description: 'Whether the claim `amr` says so.' },
      },
    },
  },
} as const satisfies Settings;

export type IdentityConfig = Config<typeof identitySettings>;
