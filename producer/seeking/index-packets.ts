import { FFMPEG_FD } from '../ffmpeg/ffmpeg-outputs.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { Input } from '../input/inputs.ts';
import { packetArguments } from './packet-args.ts';
import type { PacketIndex } from './packet-index.ts';
import { type IndexRules, PacketIndexBuilder } from './packet-index-builder.ts';
import { PacketLineReader } from './packet-lines.ts';

/** Said where ffmpeg read past damage, or changed a time stamp. */
const faultPattern = /\[(error|fatal|panic)\]|Non-monotonous DTS|Invalid DTS|non monotonically/i;
/** Said of packets that are marked as well. */
const markedPattern = /corrupt/i;

/**
 * Reads the packets of a file, without decoding them, and makes an index of them.
 *
 * @param isEnough - is given the time stamps of the frames so far; when it says so, the rest is not read
 * @returns `null` where packets cannot be counted as frames, and when `stop` came
 */
export async function indexPackets(
  ffmpeg: Ffmpeg,
  input: Input,
  rules: IndexRules,
  isEnough: (times: Float64Array) => boolean,
  stop: AbortSignal,
): Promise<PacketIndex | null> {
  const builder = new PacketIndexBuilder(rules);
  let isCut = false;
  const process = startFfmpeg(ffmpeg, packetArguments(input, rules.codec), (line) => {
    if (!isCut && faultPattern.test(line) && !markedPattern.test(line)) builder.fault ??= 'ffmpeg complains of it';
  });
  const cut = () => {
    isCut = true;
    process.kill('SIGKILL');
  };
  stop.addEventListener('abort', cut);
  if (stop.aborted) cut();
  const reader = new PacketLineReader((packet) => {
    if (!isCut) builder.take(packet);
  });
  const streams = await process.streams;
  streams?.(FFMPEG_FD.packets)
    .setEncoding('latin1')
    .on('data', (piece: string) => {
      reader.read(piece);
      if (!isCut && (builder.fault !== null || isEnough(builder.times))) cut();
    });
  const { failure } = await process.done;
  stop.removeEventListener('abort', cut);
  process.kill('SIGKILL');
  if (stop.aborted || (failure !== null && !isCut)) return null;
  return builder.finish(!isCut);
}
