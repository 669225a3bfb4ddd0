/**
 * What is taken of packages that load all they have at once.
 *
 * - undici: what asks the results service needs its pool of connections, no fetch, cache, cookies, mocks, web sockets.
 * - bullmq: its index exports everything, and says nowhere that what is not imported can be left out. Its schedulers read patterns of
 *   cron, which nothing here has: what reads them, and knows all time zones, is loaded by the first that does.
 */
export function slimPackages() {
  return {
    name: 'slim packages',
    setup({ onLoad, onResolve, resolve }) {
      onResolve({ filter: /^undici$/ }, ({ importer, resolveDir }) =>
        importer.endsWith('/client/results-transport.ts')
          ? { path: 'undici-pool', namespace: 'slim', pluginData: resolveDir }
          : undefined,
      );
      onLoad({ filter: /^undici-pool$/, namespace: 'slim' }, ({ pluginData }) => ({
        contents: `
          import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
          import Pool from 'undici/lib/dispatcher/pool.js';
          import api from 'undici/lib/api/index.js';
          Object.assign(Dispatcher.prototype, api); // as undici's index does
          export { Pool };`,
        resolveDir: pluginData,
      }));
      onResolve({ filter: /^cron-parser$/ }, ({ importer, resolveDir }) =>
        importer.includes('/node_modules/bullmq/')
          ? { path: 'cron-parser', namespace: 'slim', pluginData: resolveDir }
          : undefined,
      );
      onLoad({ filter: /^cron-parser$/, namespace: 'slim' }, ({ pluginData }) => ({
        contents: `
          export const CronExpressionParser = {
            parse: (...pattern) => require('cron-parser').CronExpressionParser.parse(...pattern),
          };`,
        resolveDir: pluginData,
      }));
      onResolve({ filter: /^bullmq$/ }, async ({ path, pluginData, ...rest }) =>
        pluginData === 'resolving'
          ? undefined
          : { ...(await resolve(path, { ...rest, pluginData: 'resolving' })), sideEffects: false },
      );
      onResolve({ filter: /^\.\.?\// }, async ({ path, pluginData, importer, ...rest }) =>
        pluginData === 'resolving' || !importer.includes('/node_modules/bullmq/dist/esm/')
          ? undefined
          : { ...(await resolve(path, { ...rest, importer, pluginData: 'resolving' })), sideEffects: false },
      );
    },
  };
}
