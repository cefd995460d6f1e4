// In: a service and a body. Out: its answer to a request that the centre's own key signed, good for this one request.
import type { Clock, Ids } from '@longview/foundation';
import { signAssertion } from '@longview/nest-identity';
import type { JWK } from 'jose';
import type { Http, HttpAnswer } from './http.ts';

export interface Service {
  readonly url: string;
  readonly audience: string;
}

export interface AgentIdentity {
  readonly centre: string;
  readonly kid: string;
  readonly privateJwk: JWK;
}

/** Posts JSON to a path of the service. */
export type SignedCall = (service: Service, path: string, body: Uint8Array) => Promise<HttpAnswer>;

/** @param identity asked anew for each request: a key that was renewed is used from the next one on. */
export const signedCall =
  (http: Http, identity: () => AgentIdentity, clock: Clock, ids: Ids): SignedCall =>
  async (service, path, bodyBytes) => {
    const url = `${service.url.replace(/\/+$/, '')}${path}`;
    const { audience } = service;
    const assertion = await signAssertion({ ...identity(), audience, method: 'POST', url, bodyBytes, clock, ids });
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${assertion}`,
    };
    return http.post(url, headers, bodyBytes);
  };
