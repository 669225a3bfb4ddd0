const secretParameter = /(token|key|secret|sign|sig$|pass|pwd|auth|credential)/i;

/** A URL without its user, password, fragment and secret query parameters: fit to be stored, logged and hashed. */
export function redactUrl(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#]*@)?([^?#]*)(?:\?([^#]*))?/i.exec(url);
  if (!match) return url;
  const [, scheme = '', place = '', query] = match;
  const kept = (query ?? '')
    .split('&')
    .filter((pair) => pair !== '' && !secretParameter.test(pair.split('=')[0] ?? ''));
  return scheme + place + (kept.length > 0 ? `?${kept.join('&')}` : '');
}
