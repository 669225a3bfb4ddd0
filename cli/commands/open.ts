import { once } from 'node:events';
import { childContext } from '../../app/local/child-context.ts';
import { defineCommand } from '../define-command.ts';
import { flag, toggle } from '../flags/flag.ts';
import { askedFlags } from '../flags/store-flags.ts';
import { integer } from '../flags/values.ts';

const flags = {
  ...askedFlags,
  port: flag('<n>', 'port of this machine on which browsers are answered; 0: one that is free', integer(0, 65_535), 0, {
    variable: null,
  }),
  browser: toggle('print the address alone, and open no browser', { variable: null, isNegated: true }),
};

/** `framefleet open`: the page that shows what was found, in a browser of this machine. */
export const command = defineCommand({}, flags, async (options, _args, environment) => {
  const [{ openPage }, { ShutdownSignals }, { say }] = await Promise.all([
    import('../../app/open/open-page.ts'),
    import('../../app/shutdown-signals.ts'),
    import('../output/say.ts'),
  ]);
  const signals = new ShutdownSignals();
  const page = await openPage(options, childContext(new URL('../main.js', import.meta.url), environment));
  signals.listen();
  process.stdout.write(`${page.address}\n`);
  if (!page.isShown) say('Open this address in a browser of this machine; it is for you alone, since it holds a key.');
  if (page.isOwn) {
    say('The page is there until this command ends (Ctrl-C).');
    if (!signals.stop.aborted) await once(signals.stop, 'abort');
  }
  await page.close();
  return 0;
});
