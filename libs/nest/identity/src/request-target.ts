// In: an absolute URL. Out: scheme, host and path as RFC 9449 section 4.3 compares them. Refuses (undefined) what is no http(s) URL or carries a login.

/** The `htu` form of a URL: no query, no fragment, scheme and host in lower case, default port left out. */
export function requestTarget(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, origin, pathname, username, password } = new URL(url);
  if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return undefined;
  return origin + pathname;
}
