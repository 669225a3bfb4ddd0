const secretParameter = /(token|key|secret|sign|sig$|pass|pwd|auth|credential)/i;

/** Parameters that come with a signature and differ each time an address is signed: Amazon, Google, Tencent, Alibaba. */
const signedParameter = /^(x-amz-|x-goog-|x-oss-|q-sign-|q-|googleaccessid$|ossaccesskeyid$|expires$|policy$)/i;
/** Likewise Microsoft's, whose names are short: only beside a `sig`. */
const sharedAccessParameter = /^(sv|ss|srt|st|se|sp|sr|spr|sip|si|sdd|skoid|sktid|skt|ske|sks|skv|saoid|suoid|scid)$/i;

/**
 * A URL without its user, password, fragment, secret query parameters and what belongs to a signature: fit to be stored, logged
 * and hashed. However often an address is signed, it stays the same.
 */
export function redactUrl(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#]*@)?([^?#]*)(?:\?([^#]*))?/i.exec(url);
  if (!match) return url;
  const [, scheme = '', place = '', query] = match;
  const pairs = (query ?? '').split('&').filter((pair) => pair !== '');
  const names = pairs.map((pair) => pair.split('=')[0] ?? '');
  const isSigned = names.some((name) => /sign|^sig$/i.test(name));
  const isShared = names.some((name) => /^sig$/i.test(name));
  const kept = pairs.filter((_, index) => {
    const name = names[index]!;
    if (secretParameter.test(name) || (isShared && sharedAccessParameter.test(name))) return false;
    return !(isSigned && signedParameter.test(name));
  });
  return scheme + place + (kept.length > 0 ? `?${kept.join('&')}` : '');
}
