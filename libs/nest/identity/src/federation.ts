// In: nothing. Out: the shape of `federation.json`: who the parties are, where they answer and which keys speak for them.
import type { Refusal } from '@longview/foundation';

/** A public Ed25519 key (RFC 8037): exactly these members. */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** base64url of the 32 bytes. */
  readonly x: string;
}

/** A C2SP signed-note verifier key: `name+hash+base64(type byte, key)`. */
export type VerifierKey = string;
/** RFC 3339 in UTC to the second: `2026-01-31T08:00:00Z`. */
export type Instant = string;

/** When a key speaks: from `from`, before `to`, and in no case once it is revoked. */
export interface KeySpan {
  readonly from: Instant;
  readonly to?: Instant;
}

export interface AgentKey extends KeySpan {
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly revoked?: Instant;
}

export interface Centre {
  readonly id: string;
  readonly name: string;
  readonly keys: readonly AgentKey[];
  /** The key with which the centre's agent cosigns checkpoints. */
  readonly witnessKey: VerifierKey;
  readonly roles?: readonly string[];
}

export interface PseudonymEpoch extends KeySpan {
  /** Counts from 1. */
  readonly epoch: number;
  /** base64url of the 32 bytes of a ristretto255 element: what the proof of every evaluation is checked against. */
  readonly publicKey: string;
}

export interface Federation {
  readonly v: 1;
  readonly id: string;
  readonly issued: Instant;
  readonly registry: {
    readonly id: string;
    readonly url: string;
    readonly audience: string;
    /** The origin line of the access log's checkpoints. */
    readonly logOrigin: string;
    readonly logKey: VerifierKey;
    readonly receiptKey: PublicJwk;
  };
  readonly pseudonymiser: {
    readonly id: string;
    readonly url: string;
    readonly audience: string;
    readonly epochs: readonly PseudonymEpoch[];
    readonly logKey?: VerifierKey;
  };
  readonly identityProvider: { readonly issuer: string; readonly audience: string };
  readonly centres: readonly Centre[];
  /** How many centres' cosignatures make a checkpoint believed. */
  readonly witnesses: { readonly quorum: number };
}

/** What lies on the disk. */
export interface FederationFile {
  readonly manifest: Federation;
  /** A JWS with its payload left out (RFC 7515 appendix F) over the canonical JSON (RFC 8785) of the manifest. */
  readonly signature: string;
}

export type FederationCode =
  | 'NOT_JSON'
  | 'UNKNOWN_MEMBER'
  | 'MISSING_MEMBER'
  | 'WRONG_VALUE'
  | 'DUPLICATE'
  | 'BAD_SIGNATURE'
  | 'KEY_EXPIRED'
  | 'FROM_THE_FUTURE'
  | 'OLDER_THAN_KNOWN';

export type FederationRefusal = Refusal<FederationCode>;
