// In: the code of a failed connection or handshake, and the certificate that was shown. Out: the reason in words, and what to do about it.

export interface Why {
  readonly found: string;
  readonly mend: string;
}

/** As much of a shown certificate as helps a person to recognise whose it is. */
export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly from: string;
  readonly to: string;
  readonly names: string;
}

const UNTRUSTED = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

export function handshakeWords(code: string, host: string, shown: ShownCertificate | undefined): Why {
  const whose = shown ? `a certificate for ${shown.subject} made by ${shown.issuer}` : 'a certificate';
  if (UNTRUSTED.has(code))
    return {
      found: `TLS: ${host} shows ${whose}, which nothing trusted here has made (${code})`,
      mend: `If ${shown?.issuer ?? 'that authority'} is your hospital's own (a proxy that opens TLS), ask for its certificate as PEM and name the file in "ca". If nobody knows it, do not go on: somebody stands between.`,
    };
  if (code === 'CERT_HAS_EXPIRED')
    return {
      found: `TLS: ${host} shows ${whose} that ended ${shown?.to ?? 'in the past'}`,
      mend: 'If this clock is right, whoever runs that address has to renew the certificate.',
    };
  if (code === 'CERT_NOT_YET_VALID')
    return {
      found: `TLS: ${host} shows ${whose} that begins ${shown?.from ?? 'in the future'}`,
      mend: 'Set the clock of this machine first.',
    };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      found: `TLS: ${host} shows ${whose}, which is for ${shown?.names || 'other names'}`,
      mend: 'Something else answers at this address: ask whoever runs the network where it leads.',
    };
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return {
      found: `TLS: the connection to ${host} is cut as soon as TLS begins (${code})`,
      mend: 'A firewall forbids this name. Ask for it to be allowed, or for a proxy and name it in "proxy".',
    };
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return {
      found: `TLS: ${host} does not speak TLS, or not the same (${code})`,
      mend: 'Something else than the service answers at this port: check the address with the federation, and the way out.',
    };
  return { found: `TLS: no handshake with ${host} (${code})`, mend: 'Show this line to whoever runs the network.' };
}

/** @param what where the connection went: a party or the proxy. */
export function connectionWords(code: string, what: string, address: string): Why {
  switch (code) {
    case 'ECONNREFUSED':
      return {
        found: `nothing listens at ${address}, where ${what} should be (${code})`,
        mend: `Check the address of ${what}; if it is right, it is down: try again later.`,
      };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        found: `${what} at ${address} gives no sign (${code})`,
        mend: 'A firewall swallows it: ask for this address to be allowed, or for a proxy and name it in "proxy".',
      };
    default:
      return {
        found: `no connection to ${what} at ${address} (${code})`,
        mend: 'Show this line to whoever runs the network.',
      };
  }
}

export const nameWords = (code: string, host: string, what: string): Why => ({
  found: `the name ${host} of ${what} leads nowhere (${code})`,
  mend:
    code === 'EAI_AGAIN'
      ? 'The name server gives no answer: check the network of this machine.'
      : 'Inside a hospital names outside may be known to the proxy only: name it in "proxy". Otherwise check the address with the federation.',
});

export function proxyWords(status: number, proxy: string, target: string): Why {
  if (status === 407)
    return {
      found: `the proxy ${proxy} wants a login (407)`,
      mend: 'Ask for this machine to be let through without one, or put the login into HTTPS_PROXY.',
    };
  if (status === 403)
    return { found: `the proxy ${proxy} forbids ${target} (403)`, mend: `Ask for ${target} to be allowed.` };
  return {
    found: `the proxy ${proxy} does not connect to ${target} (${status === 0 ? 'no answer that is HTTP' : status})`,
    mend: 'Show this line to whoever runs the proxy.',
  };
}
