/**
 * The header that shows the user and password of a URL; `null` where it has none.
 *
 * @throws {URIError} for a `%` that stands for itself
 */
export function basicAuthorization({ username, password }: URL): string | null {
  if (username === '' && password === '') return null;
  const userInfo = [username, password].map(decodeURIComponent).join(':');
  return `Basic ${Buffer.from(userInfo).toString('base64')}`;
}
