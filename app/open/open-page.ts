import { setTimeout as sleep } from 'node:timers/promises';
import { ResultsClient } from '../../client/results-client.ts';
import { DEFAULT_NAMESPACE } from '../../queue/queue-names.ts';
import { askingToken, type GivenTokens } from '../../shared/access.ts';
import { ConfigError, StoreError } from '../../shared/errors.ts';
import { parseResultsUrl } from '../../shared/results-address.ts';
import { homePaths } from '../home.ts';
import type { ChildContext } from '../local/child-context.ts';
import { DaemonConnection } from '../local/daemon-connection.ts';
import { requireOwnFolder } from '../local/own-folder.ts';
import { type Opening, openBrowser } from './open-browser.ts';
import { PageRelay } from './page-relay.ts';

export interface OpenOptions extends GivenTokens {
  readonly home: string;
  /** Whose page is shown; `null`: that of the home's own service. */
  readonly resultsUrl: string | null;
  /** Where browsers are answered; 0: a port that is free. */
  readonly port: number;
  /** Whether a browser is opened. */
  readonly browser: boolean;
}

/** A browser has read by then what leads it to the page. */
const READ_MS = 5_000;

/** A page that can be shown. */
export interface OpenedPage {
  readonly address: string;
  /** Whether a browser was asked to show it. */
  readonly isShown: boolean;
  /** Whether it is there only until `close`. */
  readonly isOwn: boolean;
  close(): Promise<void>;
}

/**
 * Makes the page of a service reachable for a browser of this machine, and shows it. The home's service is started where it does not run, and is
 * held until the page is closed.
 *
 * @throws {FramefleetError} `STORE_UNREACHABLE`, what keeps the service from starting, `CONFIG_INVALID`
 */
export async function openPage(options: OpenOptions, children: ChildContext): Promise<OpenedPage> {
  const paths = homePaths(options.home);
  const show = async (address: string): Promise<Opening | null> => {
    if (!options.browser) return null;
    await requireOwnFolder(paths.runFolder, { make: true });
    return openBrowser(address, paths.runFolder, children.env);
  };
  if (options.resultsUrl !== null) {
    const address = await addressOf(options.resultsUrl, options);
    const opening = await show(address);
    const isShown = opening?.isTaken ?? false;
    const close = async () => {
      if (isShown) await sleep(READ_MS);
      await opening?.close();
    };
    return { address, isShown, isOwn: false, close };
  }
  const env = { ...children.env, FRAMEFLEET_HOME: options.home, FRAMEFLEET_NAMESPACE: DEFAULT_NAMESPACE };
  const { entry, log } = children;
  const daemon = await DaemonConnection.open({
    entry,
    home: options.home,
    resultsSocket: paths.resultsSocket,
    env,
    log,
  });
  let relay: PageRelay | null = null;
  try {
    const opened = await PageRelay.open(paths.resultsSocket, options.port);
    relay = opened;
    const opening = await show(opened.address);
    return {
      ...{ address: opened.address, isShown: opening?.isTaken ?? false, isOwn: true },
      async close() {
        await opening?.close();
        await opened.close();
        await daemon.close();
      },
    };
  } catch (error) {
    await relay?.close();
    await daemon.close();
    throw error;
  }
}

/** Of a service elsewhere; a token goes along where there is one. */
async function addressOf(resultsUrl: string, tokens: GivenTokens): Promise<string> {
  const address = parseResultsUrl(resultsUrl, tokens);
  if (address.socketPath !== null) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`--results-url\` to be http://host:port, which browsers can reach, got \`${resultsUrl}\`. The home's own service needs no \`--results-url\`.`,
    );
  }
  const service = new ResultsClient(address, 0);
  const isAnswering = await service.isAnswering().finally(() => service.close());
  if (!isAnswering) {
    throw new StoreError('STORE_UNREACHABLE', `Expected a results service at \`${address.origin}\`, got none.`);
  }
  const token = askingToken(tokens);
  return `${address.origin}/${token === null ? '' : `#token=${token}`}`;
}
