/** Red, green, blue, 0..255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Of neighbouring numbers the hues lie far apart. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** The colour of a label, the same everywhere and at all times: bright, so that it is seen on any picture. */
export function colourOf(label: string): Colour {
  const hash = hashOf(label);
  const hue = (hash * GOLDEN_RATIO) % 1;
  const lightness = [0.5, 0.6, 0.7][hash % 3]!;
  return rgbOf(hue, 0.95, lightness);
}

/** Black or white, whichever is read better on a colour. */
export function inkOn([red, green, blue]: Colour): Colour {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? [0, 0, 0] : [255, 255, 255];
}

/** FNV-1a over UTF-16, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

/** @see CSS Color Module Level 4, 7.1, "Converting HSL Colors to sRGB" */
function rgbOf(hue: number, saturation: number, lightness: number): Colour {
  const part = (n: number) => {
    const k = (n + hue * 12) % 12;
    const reach = saturation * Math.min(lightness, 1 - lightness);
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}
