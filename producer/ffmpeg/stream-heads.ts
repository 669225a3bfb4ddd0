import type { Readable } from 'node:stream';
import { type PacketLine, readPacketLine } from '../seeking/packet-lines.ts';
import { FFMPEG_FD } from './ffmpeg-outputs.ts';
import type { FfmpegStreams } from './ffmpeg-process.ts';
import { type CodedStream, readCodedStream, readShownPicture, type ShownPicture } from './stream-info.ts';

/** A head that has not ended after this many bytes is none. */
const longestHead = 1 << 16;

/**
 * What ffmpeg tells of the stream at its first frame; what comes behind the heads is thrown away.
 *
 * @returns `null` when there is no frame
 */
export async function readStreamHeads(
  streams: FfmpegStreams,
): Promise<{ coded: CodedStream; firstPacket: PacketLine; shown: ShownPicture } | null> {
  const [packets, shown] = await Promise.all([
    readHead(streams(FFMPEG_FD.packets), readPackets),
    readHead(streams(FFMPEG_FD.picture), readShownPicture),
  ]);
  return packets && shown && { ...packets, shown };
}

function readPackets(text: string): { coded: CodedStream; firstPacket: PacketLine } | null {
  const [coded, line] = [readCodedStream(text), /^0,.*(?=\n)/m.exec(text)?.[0]];
  const firstPacket = line === undefined ? null : readPacketLine(line);
  return coded && firstPacket && { coded, firstPacket };
}

/**
 * The beginning of what ffmpeg writes to a descriptor; the rest is thrown away.
 *
 * @param parse - gets all that has come so far
 */
export function readHead<T>(stream: Readable, parse: (text: string) => T | null): Promise<T | null> {
  return new Promise((resolve) => {
    let text: string | null = '';
    stream.on('data', (piece: Buffer) => {
      if (text === null) return;
      text += piece.toString('latin1');
      const head = parse(text);
      if (head) resolve(head);
      if (head || text.length > longestHead) text = null;
    });
    stream.on('close', () => resolve(null));
  });
}

/** What ffmpeg writes to a descriptor, up to some length, once it has ended. */
export function readText(stream: Readable): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (piece: Buffer) => {
      if (text.length < longestHead) text += piece.toString('latin1');
    });
    stream.on('close', () => resolve(text));
  });
}
