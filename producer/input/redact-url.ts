const secretName =
  /(token|key|secret|sign|sig$|pas|psw|pwd|^pw|pw$|auth|credential|jwt|hdn(t|ea)|session|stream_?id|user|usr|login)/i;

/** Parameters that come with a signature and differ each time an address is signed: Amazon, Google, Tencent, Alibaba. */
const signedParameter = /^(x-amz-|x-goog-|x-oss-|q-sign-|q-|googleaccessid$|ossaccesskeyid$|expires$|policy$)/i;
/** Likewise Microsoft's, whose names are short: only beside a `sig`. */
const sharedAccessParameter = /^(sv|ss|srt|st|se|sp|sr|spr|sip|si|sdd|skoid|sktid|skt|ske|sks|skv|saoid|suoid|scid)$/i;
/** A JSON web token that stands by itself. */
const webToken = /eyJ[\w-]+\.[\w-]+\.[\w-]*/g;
/** `name=value` inside a path, as some cameras have it: `/user=admin&password=…&channel=1`. */
const pairInPath = /[^/;&?=]+=[^/;&?]*[;&]?/g;

/**
 * A URL without its user, password, fragment, secret parameters (in its query or its path) and what belongs to a signature: fit to
 * be stored, logged and hashed. However often an address is signed, it stays the same.
 */
export function redactUrl(url: string): string {
  const { scheme, rest } = partsOf(url);
  if (scheme === '') return url;
  const [, place = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(rest) ?? [];
  const shownPlace = place
    .replace(webToken, '…')
    .replace(pairInPath, (pair) => (secretName.test(nameIn(pair)) ? '' : pair))
    .replace(/[;&]$/, '');
  const kept = keptPairs(query.split('&').filter((pair) => pair !== ''));
  return scheme + shownPlace + (kept.length > 0 ? `?${kept.join('&')}` : '');
}

/** The pieces of a URL that `redactUrl` leaves out, as they stand there and decoded, the longest first: nothing may show them. */
export function secretsOf(url: string): string[] {
  const { userInfo, rest } = partsOf(url);
  const [, password = ''] = /:(.*)$/s.exec(userInfo) ?? [];
  const pairs = (rest.match(/[^/;&?#=]+=[^/;&?#]*/g) ?? []).filter((pair) => secretName.test(nameIn(pair)));
  const [, fragment = ''] = /#(.*)$/s.exec(rest) ?? [];
  const inUserInfo = [userInfo, password, ...password.split(/[/?#@]/)];
  const pieces = [...inUserInfo, ...pairs.map(valueIn), ...(rest.match(webToken) ?? []), fragment];
  const all = new Set(pieces.flatMap((piece) => [piece, decoded(piece)]).filter((piece) => piece.length > 2));
  return [...all].sort((one, other) => other.length - one.length);
}

/** Whether a URL's user or password holds a character as it is that would end them: whoever reads the URL by its rules finds another host. */
export function hasUnencodedUserInfo(url: string): boolean {
  return /[/?#]/.test(partsOf(url).userInfo);
}

/** The user info of a URL ends at the last `@` before the path; where a password holds `/`, `?` or `#` as they are, at the last one of all. */
function partsOf(url: string): { scheme: string; userInfo: string; rest: string } {
  const [, scheme = '', tail = ''] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(url) ?? [];
  const [authority = ''] = /^[^/?#]*/.exec(tail) ?? [];
  const isPlain = authority.includes('@') || !authority.includes(':');
  const end = isPlain ? authority.lastIndexOf('@') : lastEnd(tail);
  return { scheme, userInfo: end < 0 ? '' : tail.slice(0, end), rest: tail.slice(end + 1) };
}

/** The last `@` that is neither the beginning of a name in a path, as in `/@somebody/video`, nor part of a value behind a port. */
function lastEnd(tail: string): number {
  const end = tail.lastIndexOf('@');
  const isValue = /^[^/?#]*:\d{1,5}[/?][^@]*=/.test(tail);
  return end > 0 && tail[end - 1] !== '/' && !isValue ? end : -1;
}

function keptPairs(pairs: readonly string[]): string[] {
  const names = pairs.map(nameIn);
  const isSigned = names.some((name) => /sign|^sig$/i.test(name));
  const isShared = names.some((name) => /^sig$/i.test(name));
  return pairs.filter((_, index) => {
    const name = names[index]!;
    if (secretName.test(name) || (isShared && sharedAccessParameter.test(name))) return false;
    return !(isSigned && signedParameter.test(name));
  });
}

function nameIn(pair: string): string {
  return pair.split('=')[0] ?? '';
}

function valueIn(pair: string): string {
  return pair.slice(nameIn(pair).length + 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a % that stands for itself
  }
}
