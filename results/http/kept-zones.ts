import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RawFilter } from '../../shared/questions.ts';
import type { ZonesKeeper } from '../../shared/zones.ts';
import { parseAskedZones, parseLine } from '../query/filter/zone.ts';

/**
 * Lets questions name zones and lines that the service keeps: where one names some and brings no `zones`, it gets those.
 *
 * @returns what tells apart answers that were made with other zones; empty for those that need none
 */
export function fillInZones(app: FastifyInstance, zones: ZonesKeeper): (request: FastifyRequest) => string {
  const versions = new WeakMap<FastifyRequest, string>();
  app.addHook('preValidation', async (request) => {
    const taken = Object.keys(request.routeOptions.config?.about?.parameters?.shape ?? {});
    const query = request.query as RawFilter;
    if (!taken.includes('zones') || query.zones !== undefined || !namesSome(query, taken)) return;
    const { text, version } = await zones.read();
    versions.set(request, version);
    if (text !== '') request.query = { ...query, zones: text };
  });
  return (request) => versions.get(request) ?? '';
}

/** Whether a question can be answered by what a zones file says alone. @param taken - the parameters of its path */
function namesSome(query: RawFilter, taken: readonly string[]): boolean {
  const { zone, fromZone, toZone, line, minSpeed } = query;
  const asked = [zone, fromZone, toZone].filter((text) => text !== undefined);
  const areNamed = asked.some((text) => parseAskedZones(text)?.some(({ corners }) => corners === undefined));
  const isOfVisits = taken.includes('fromZone');
  const isOfCrossings = taken.includes('line');
  return (
    areNamed ||
    (isOfVisits && asked.length === 0) ||
    (isOfCrossings && (line === undefined || parseLine(line) === null)) ||
    (minSpeed?.endsWith('m/s') ?? false)
  );
}
