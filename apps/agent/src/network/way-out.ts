// In: the configuration's proxy and the environment's. Out: which way a request leaves the hospital. Refuses nothing: a proxy that does
// not work shows when it is used.

export interface WayOut {
  readonly proxy: string | undefined;
  /** Where the proxy is named; `nowhere` when requests go out directly. */
  readonly from: 'configuration' | 'environment' | 'nowhere';
  /** The proxy for this address, or undefined where it is reached directly. */
  proxyFor(url: string): string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** This machine itself is always reached directly; NO_PROXY counts only beside the proxy of the same environment. */
export function wayOut(configured: string | undefined, environment: Environment): WayOut {
  const named = (name: string): string | undefined =>
    environment[name.toLowerCase()] || environment[name.toUpperCase()] || undefined;
  const [forHttps, forHttp] =
    configured === undefined ? [named('https_proxy'), named('http_proxy')] : [configured, configured];
  const spared = configured === undefined ? (named('no_proxy') ?? '').split(/[\s,]+/).filter(Boolean) : [];
  const proxy = forHttps ?? forHttp;
  return {
    proxy,
    from: configured !== undefined ? 'configuration' : proxy === undefined ? 'nowhere' : 'environment',
    proxyFor: (url) => {
      const { protocol, hostname, port } = new URL(url);
      if (isHere(hostname) || spared.some((one) => spares(one, hostname, port))) return undefined;
      return protocol === 'https:' ? forHttps : forHttp;
    },
  };
}

const isHere = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** `host`, `host:port`, `.domain`, `*.domain`, `domain` (and what lies under it), `*`. */
function spares(entry: string, hostname: string, port: string): boolean {
  const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  if (only !== undefined && only !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return name === '*' || hostname === domain || hostname.endsWith(`.${domain}`);
}
