// In: an account and a GraphQL question. Out: its data. Throws what the registry says when it answers with an error.
import type { Network } from './network.ts';

/** @param account undefined asks as somebody who has not signed in. */
export async function ask<T>(
  network: Network,
  account: string | undefined,
  query: string,
  variables: object = {},
): Promise<T> {
  const response = await fetch(`${network.addresses.registry}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(account !== undefined && { authorization: `Bearer ${await network.signIn(account)}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: T | null; errors?: readonly { message: string }[] };
  if (!data || errors)
    throw new Error(errors?.map(({ message }) => message).join('; ') ?? `answered ${response.status}`);
  return data;
}
