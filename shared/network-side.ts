import { z } from 'zod';

/** Pixels on each side of a network's input: a picture that is much longer than wide takes as long as a large one, and shows nothing. */
export const MAX_NETWORK_SIDE = 8192;

export const networkSideSchema = z.number().int().positive().max(MAX_NETWORK_SIDE);
