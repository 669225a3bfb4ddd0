import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConfigError } from '../../shared/errors.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';

const run = promisify(execFile);

/**
 * The same ffmpeg, decoding by hardware where it can. What the hardware cannot decode is decoded by the CPU.
 *
 * @param name - as ffmpeg calls it; `auto`: whatever there is, or the CPU; `none`: the CPU
 * @throws {ConfigError} `CONFIG_INVALID` where this ffmpeg does not know it, or this machine does not have it
 */
export async function withHardwareDecoding(ffmpeg: Ffmpeg, name: string): Promise<Ffmpeg> {
  if (name === 'none') return ffmpeg;
  if (name === 'auto') return { ...ffmpeg, hwaccel: name };
  const { stdout } = await run(ffmpeg.path, ['-hide_banner', '-hwaccels']);
  const known = hardwareNamesOf(stdout);
  if (!known.includes(name)) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`--hwaccel\` to be ${['auto', 'none', ...known].join(', ')} (what \`${ffmpeg.path}\` was built with), got \`${name}\`.`,
    );
  }
  const picture = ['-f', 'lavfi', '-i', 'color=size=16x16', '-frames:v', '1', '-f', 'null', '-'];
  try {
    await run(ffmpeg.path, ['-v', 'error', '-nostdin', '-init_hw_device', name, ...picture]);
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? '').trim();
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected this machine to have what \`--hwaccel ${name}\` needs, got from ffmpeg: ${firstLine(said)}. \`--hwaccel auto\` takes what there is.`,
    );
  }
  return { ...ffmpeg, hwaccel: name };
}

/** What `ffmpeg -hwaccels` lists. */
export function hardwareNamesOf(text: string): string[] {
  const [, ...lines] = text.trim().split('\n');
  return lines.map((line) => line.trim()).filter((line) => /^\w+$/.test(line));
}

/** Without addresses of its objects. */
function firstLine(said: string): string {
  return (said.split('\n')[0] ?? '').replace(/^(\[[^\]]*\] )+/, '').replace(/\.$/, '') || 'nothing';
}
