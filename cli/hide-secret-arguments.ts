import { redactUrl } from '../producer/input/redact-url.ts';

/** Shows this process without the secrets that a URL among its arguments holds, where processes are listed. */
export function hideSecretArguments(args: readonly string[]): void {
  const shown = args.map((argument) => argument.replace(/[a-z][a-z0-9+.-]*:\/\/.*$/is, redactUrl));
  if (shown.some((argument, index) => argument !== args[index])) process.title = ['framefleet', ...shown].join(' ');
}
