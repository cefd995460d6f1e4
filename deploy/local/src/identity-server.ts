// In: the provider's configuration. Out: a running OpenID Connect provider on this machine. Refuses to run in production.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, { errors } from 'oidc-provider';
import type { GrantContext } from 'oidc-provider';
import { IdentityMemory } from './identity-memory.ts';
import { identityKeys } from './identity-keys.ts';
import type { IdentityConfig } from './identity-settings.ts';
import { loginPage, PAGE_POLICY } from './login-page.ts';

const SCOPE = 'registry';

export interface IdentityServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startIdentityServer(config: IdentityConfig): Promise<IdentityServer> {
  if (config.mode !== 'development')
    throw new Error('the development identity provider asks nobody for a password: it does not start in production');
  const provider = developmentProvider(config);
  const oidc = provider.callback();
  const server = createServer((request, response) => {
    const interaction = /^\/interaction\/[\w-]+$/.test(request.url ?? '');
    (interaction ? interact(provider, config, request, response) : oidc(request, response)).catch((fault: unknown) => {
      process.stderr.write(`identity provider: ${String(fault)}\n`);
      if (!response.headersSent) response.writeHead(400);
      response.end('This sign-in has expired or was never begun: start again from the console.\n');
    });
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(config.port, '127.0.0.1', done));
  return {
    url: config.issuer,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function developmentProvider(config: IdentityConfig): Provider {
  const { jwks, cookieKey } = identityKeys(config.stateDir);
  const account = (subject: string) => config.accounts.find((one) => one.subject === subject);
  const claims = (subject: string): Readonly<Record<string, unknown>> | undefined => {
    const one = account(subject);
    return one && { org: one.organisation, roles: one.roles, amr: one.secondFactor ? ['mfa'] : ['pwd'] };
  };
  const provider: Provider = new Provider(config.issuer, {
    jwks,
    adapter: () => new IdentityMemory(),
    cookies: { keys: [cookieKey] },
    clients: [
      {
        client_id: config.client.id,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: [...config.client.redirectUris],
        post_logout_redirect_uris: [...config.client.redirectUris],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    // The console's own address asks for the token from the browser.
    clientBasedCORS: (_context: unknown, origin: string) =>
      config.client.redirectUris.some((uri) => new URL(uri).origin === origin),
    pkce: { required: () => true },
    claims: { openid: ['sub', 'org', 'roles'] },
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, subject: string) =>
      account(subject) && { accountId: subject, claims: () => ({ sub: subject, ...claims(subject) }) },
    extraTokenClaims: (_context: unknown, token: { readonly accountId: string }) => claims(token.accountId),
    // Whoever may sign in has agreed: there is no page of consent between a person and the one API there is.
    loadExistingGrant: async (context: GrantContext) => {
      const { session, client } = context.oidc;
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(config.resource, SCOPE);
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => config.resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: unknown, resource: string) => {
          if (resource !== config.resource) throw new errors.InvalidTarget('no such API is served');
          return {
            scope: SCOPE,
            audience: config.resource,
            accessTokenTTL: config.tokenLife,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    interactions: { url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: config.tokenLife,
      IdToken: config.tokenLife,
      Interaction: 3600,
      Session: 86_400,
      Grant: 86_400,
    },
    renderError: (context: { body: string; type: string }, { error }: { readonly error: string }) => {
      context.type = 'text/plain';
      context.body = `The sign-in was refused: ${error}.\n`;
    },
  });
  provider.on('server_error', (_context, fault) => process.stderr.write(`identity provider: ${fault.stack}\n`));
  return provider;
}

async function interact(
  provider: Provider,
  config: IdentityConfig,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  const chosen = request.method === 'POST' ? new URLSearchParams(await bodyOf(request)).get('account') : null;
  const account = config.accounts.find(({ subject }) => subject === chosen);
  if (account) {
    await provider.interactionFinished(request, response, {
      login: { accountId: account.subject, amr: [account.secondFactor ? 'mfa' : 'pwd'] },
    });
    return;
  }
  response.writeHead(chosen === null ? 200 : 400, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': PAGE_POLICY,
    'cache-control': 'no-store',
  });
  response.end(loginPage(config.accounts, `/interaction/${uid}`));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > 4096) throw new Error('the form is too long');
  }
  return body;
}
