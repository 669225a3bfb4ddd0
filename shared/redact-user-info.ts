/** An address with user and password hidden, for messages and logs. A password that is not encoded may hold any character. */
export function redactUserInfo(url: string): string {
  return url.replace(/^([a-z+]*:\/\/)?.*@/is, (_, scheme = '') => `${scheme}…@`);
}
