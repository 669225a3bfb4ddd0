import { MAX_CHUNK_BYTES } from '../shared/chunk-job.ts';
import { ConfigError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import type { RunSettings } from '../shared/run.ts';
import { tileLayoutOf } from '../shared/tiles.ts';
import { channelsOf } from './ffmpeg/frame-scaling.ts';

/** The same settings with chunks no larger than they may be. @throws as `boundedChunkFrames` does */
export function boundedSettings(settings: RunSettings, network: Size): RunSettings {
  // frames that are looked at lie apart
  const asked = settings.adaptive ? 1 : settings.chunkFrames;
  return { ...settings, chunkFrames: boundedChunkFrames(asked, network, settings) };
}

/**
 * As many frames as were asked for, or as many as fit in the bytes that a chunk may have.
 *
 * Frames are counted at the network's size, or at that of all their tiles, which none that crosses the queue exceeds: so the number is
 * known before the source is opened, and every pass over it cuts alike.
 *
 * @throws {ConfigError} `CONFIG_INVALID` when not even one fits
 */
export function boundedChunkFrames(
  asked: number,
  network: Size,
  settings: Pick<RunSettings, 'gray' | 'tiles'>,
): number {
  const { tiles } = settings;
  const { width, height } = tiles ? tileLayoutOf(tiles, network, network, 'stretch').frame : network;
  const frameBytes = width * height * channelsOf(settings);
  const fitting = Math.floor(MAX_CHUNK_BYTES / frameBytes);
  if (fitting >= 1) return Math.min(asked, fitting);
  const mib = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected frames of ${mib(MAX_CHUNK_BYTES)} at most, got ${mib(frameBytes)} for ${width}x${height}. Choose a smaller \`--size\`${tiles ? ', fewer `--tiles` or less `--overlap`' : ''}.`,
  );
}
