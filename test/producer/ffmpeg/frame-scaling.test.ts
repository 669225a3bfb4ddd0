import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { channelsOf, frameScalingFilters, frameSizeOf } from '../../../producer/ffmpeg/frame-scaling.ts';
import { placementOf } from '../../../shared/geometry.ts';
import { runSettingsSchema } from '../../../shared/run.ts';

const network = { width: 96, height: 64 };

describe('scaling frames', () => {
  for (const [source, given, size] of [
    [[160, 90], {}, [96, 64]],
    [[160, 90], { scale: 0.1 }, [16, 9]],
    [[160, 90], { scale: 0.9 }, [96, 64]],
    [[160, 90], { scale: 0.001, gray: true }, [1, 1]],
    [[34, 46], { scale: 0.25, gray: true }, [9, 12]],
    [[160, 90], { resize: 'letterbox' }, [96, 64]],
    [[90, 160], { resize: 'letterbox', gray: true }, [96, 64]],
    [[640, 4], { resize: 'letterbox' }, [96, 64]],
    [[192, 128], { resize: 'letterbox' }, [96, 64]],
    [[160, 90], { resize: 'letterbox', scale: 0.25 }, [40, 23]],
    [[160, 90], { resize: 'letterbox', scale: 0.6 }, [96, 64]],
    [[320, 90], { resize: 'letterbox', scale: 0.9 }, [96, 64]],
    [[160, 90], { tiles: { columns: 2, rows: 2, overlap: 0.2 } }, [173, 115]],
    [[160, 90], { tiles: { columns: 3, rows: 1, overlap: 0 }, scale: 0.5, gray: true }, [288, 64]],
    [[160, 90], { tiles: { columns: 2, rows: 2, overlap: 0.2 }, resize: 'letterbox' }, [173, 97]],
    [[90, 160], { tiles: { columns: 1, rows: 3, overlap: 0.1 }, resize: 'letterbox' }, [96, 168]],
    [[161, 91], { tiles: { columns: 4, rows: 3, overlap: 0.25 }, resize: 'letterbox', scale: 0.3 }, [283, 160]],
  ] as const) {
    const settings = runSettingsSchema.parse(given);
    const name = `${source.join('×')} with ${JSON.stringify(given)}`;
    const shown = { width: source[0], height: source[1] };

    it(`makes frames of ${size.join('×')} from ${name}, as ffmpeg does`, () => {
      const frame = frameSizeOf(shown, network, settings);
      assert.deepEqual([frame.width, frame.height], size);
      const pixels = renderWhite(source.join('x'), frameScalingFilters(network, settings).join(','));
      const channels = channelsOf(settings);
      assert.equal(pixels.length, frame.width * frame.height * channels);
      if (frame.width !== network.width || frame.height !== network.height) return;
      const { left, top, width, height } = placementOf(shown, network, settings.resize);
      for (let index = 0; index < pixels.length; index += channels) {
        const [x, y] = [(index / channels) % frame.width, Math.floor(index / channels / frame.width)];
        const isInside = x >= left && x < left + width && y >= top && y < top + height;
        assert.ok(isInside ? pixels[index]! > 250 : pixels[index] === 128, `${pixels[index]} at ${x},${y}`);
      }
    });
  }
});

function renderWhite(size: string, filters: string): Uint8Array {
  const source = ['-f', 'lavfi', '-i', `color=white:size=${size}:rate=1`];
  const args = ['-v', 'error', ...source, '-frames:v', '1', '-filter:v', filters, '-f', 'rawvideo', '-'];
  const { stdout, stderr } = spawnSync('ffmpeg', args);
  assert.equal(stderr.toString(), '');
  return stdout;
}
