// In: the accounts. Out: a page that lists them, plain HTML that loads nothing from anywhere.
import type { IdentityConfig } from './identity-settings.ts';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Nothing but the inline style is taken; a form may be answered with a redirect to the console, so form-action is left open. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;color:#1b1f24;background:#fff}' +
  '.warning{background:#8a1c1c;color:#fff;padding:.75rem 1rem;font-weight:600}' +
  'button{display:block;width:100%;margin:.5rem 0;padding:.6rem 1rem;font:inherit;text-align:left;background:#fff;' +
  'color:inherit;border:1px solid #6b7380;border-radius:.25rem;cursor:pointer}button:hover,button:focus{background:#eef2f7}' +
  'small{display:block;color:#4a5260}';

/** `action` is where the choice is posted to, as the form field `account`. */
export function loginPage(accounts: IdentityConfig['accounts'], action: string): string {
  const buttons = accounts.map(({ subject, organisation, roles }) => {
    const about = escape(`${roles.join(', ')} of ${organisation}`);
    return `<button name="account" value="${escape(subject)}">${escape(subject)}<small>${about}</small></button>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>DEVELOPMENT sign-in</title>
<style>${STYLE}</style>
<p class="warning" role="alert">DEVELOPMENT: anyone signs in here as anyone, without a password.</p>
<h1>Sign in to Longview as</h1>
<form method="post" action="${escape(action)}">
${buttons.join('\n')}
</form>
</html>
`;
}
