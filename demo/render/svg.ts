/** A drawing in its own units: what stands between `<svg>` and `</svg>`, and the size of its canvas. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly body: string;
}

export type Point = readonly [x: number, y: number];

/** The whole SVG document of a drawing, `scale` pixels a unit. */
export function svgOf({ width, height, body }: Drawing, scale: number): Buffer {
  const size = `width="${Math.round(width * scale)}" height="${Math.round(height * scale)}"`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${body}</svg>`,
  );
}

export function rect(x: number, y: number, width: number, height: number, fill: string, radius = 0): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}" fill="${fill}"/>`;
}

export function ellipse(cx: number, cy: number, rx: number, ry: number, fill: string): string {
  return `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"/>`;
}

export function ring(cx: number, cy: number, radius: number, stroke: string, width: number, fill = 'none'): string {
  return `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(radius)}" fill="${fill}" stroke="${stroke}" stroke-width="${n(width)}"/>`;
}

export function polygon(points: readonly Point[], fill: string): string {
  return `<polygon points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" fill="${fill}" stroke="${fill}" stroke-linejoin="round"/>`;
}

export function line(points: readonly Point[], stroke: string, width: number): string {
  const path = points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ');
  return `<polyline points="${path}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;
}

export function path(d: string, fill: string): string {
  return `<path d="${d}" fill="${fill}"/>`;
}

/** A colour by hue in degrees and the other two in per cent. */
export function hsl(hue: number, saturation: number, lightness: number): string {
  return `hsl(${n(hue)},${n(saturation)}%,${n(lightness)}%)`;
}

/** The point that lies `length` from a point in a direction; 0 degrees points down, 90 to the right. */
export function along([x, y]: Point, degrees: number, length: number): Point {
  const radians = (degrees * Math.PI) / 180;
  return [x + Math.sin(radians) * length, y + Math.cos(radians) * length];
}

function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}
