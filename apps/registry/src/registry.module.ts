// In: the parts. Out: the registry as a Nest module, its rooms in the order of the walk: intake, releases, research, access log.
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { AccessLogResolver } from './access-log/access-log.resolver.ts';
import { DerivedItemsResolver } from './courses/derived-items.resolver.ts';
import { RelinkingResolver } from './centres/relinking.resolver.ts';
import { FederationController } from './centres/federation.controller.ts';
import { KeysResolver } from './centres/keys.resolver.ts';
import type { Registry } from './compose.ts';
import { assertEveryRootFieldDeclared } from './graphql/access.ts';
import { MEDIA_TYPES } from './graphql/http-door.ts';
import type { HttpRequest } from './graphql/http-message.ts';
import { DocumentStore } from './graphql/kept-documents.ts';
import { limitRule, MAX_ERRORS, MAX_TOKENS } from './graphql/limits.ts';
import { Operation } from './graphql/operation.ts';
import { operationPlugin, toldBefore } from './graphql/operation.plugin.ts';
import { readPlainly } from './graphql/plain-fields.ts';
import { RequestContext } from './graphql/request-context.ts';
import { HealthController } from './health/health.controller.ts';
import { IntakeResolver } from './intake/intake.resolver.ts';
import { MovesResolver } from './intake/moves.resolver.ts';
import { QueriesResolver } from './intake/queries.resolver.ts';
import { ReleasesResolver } from './releases/releases.resolver.ts';
import { ClearingResolver } from './research/clearing.resolver.ts';
import { EndpointsResolver } from './research/endpoints.resolver.ts';
import { ResearchResolver } from './research/research.resolver.ts';

export const RESOLVERS = [
  IntakeResolver,
  MovesResolver,
  QueriesResolver,
  RelinkingResolver,
  DerivedItemsResolver,
  ReleasesResolver,
  ResearchResolver,
  EndpointsResolver,
  ClearingResolver,
  AccessLogResolver,
  KeysResolver,
] as const;

interface GraphQLRequest extends HttpRequest {
  body?: { readonly query?: unknown; readonly variables?: Record<string, unknown> | null };
}

@Module({})
export class RegistryModule {
  static of(registry: Registry, onFault: (fault: unknown) => void): DynamicModule {
    return {
      module: RegistryModule,
      imports: [
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: ApolloDriver,
          path: '/graphql',
          autoSchemaFile: true,
          sortSchema: true,
          // The library asks the finished schema about itself, a quarter of a second at each start. That it is sound is known before:
          // Apollo looks itself, and `npm run check` has this very schema emitted with the question asked.
          buildSchemaOptions: { skipCheck: true },
          graphiql: false,
          // Shown to those who are signed in: the operation plugin asks.
          introspection: true,
          includeStacktraceInErrorResponses: false,
          hideSchemaDetailsFromClientErrors: true,
          allowBatchedHttpRequests: false,
          csrfPrevention: true,
          parseOptions: { maxTokens: MAX_TOKENS },
          validationRules: [limitRule()],
          validationOptions: { maxErrors: MAX_ERRORS },
          // A question known by its hash alone would stand in the access log without its text's hash.
          persistedQueries: false,
          documentStore: new DocumentStore(),
          formatError: toldBefore(onFault),
          plugins: [operationPlugin(onFault)],
          context: async ({ req }: { req: GraphQLRequest }) => {
            const { caller } = req;
            if (!caller) throw new Error('a question came past the door');
            const query = typeof req.body?.query === 'string' ? req.body.query : '';
            return new RequestContext(
              new Operation(registry.operation, caller, query),
              req.body?.variables,
              req.accepts([...MEDIA_TYPES]) === 'application/json',
            );
          },
          transformSchema: (schema: GraphQLSchema) => {
            readPlainly(schema);
            assertEveryRootFieldDeclared(schema, new Set(registry.activities.keys()));
            return schema;
          },
        }),
      ],
      controllers: [HealthController, FederationController],
      providers: [
        { provide: IntakeResolver, useFactory: () => new IntakeResolver(registry.intake) },
        { provide: MovesResolver, useFactory: () => new MovesResolver(registry.moves) },
        { provide: QueriesResolver, useFactory: () => new QueriesResolver(registry.queries) },
        { provide: RelinkingResolver, useFactory: () => new RelinkingResolver(registry.relinking) },
        { provide: DerivedItemsResolver, useFactory: () => new DerivedItemsResolver(registry.derivedItems) },
        { provide: ReleasesResolver, useFactory: () => new ReleasesResolver(registry.releases) },
        { provide: ResearchResolver, useFactory: () => new ResearchResolver(registry.research) },
        EndpointsResolver,
        { provide: ClearingResolver, useFactory: () => new ClearingResolver(registry.clearing) },
        {
          provide: AccessLogResolver,
          useFactory: () =>
            new AccessLogResolver({ log: registry.log, database: registry.database, policy: registry.policy }),
        },
        { provide: KeysResolver, useFactory: () => new KeysResolver(registry.keys) },
        { provide: 'FEDERATION', useValue: registry.federationDoor },
        { provide: 'HEALTH', useValue: { problems: () => registry.health.problems(), url: registry.url } },
      ],
    };
  }
}
