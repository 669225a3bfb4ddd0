import uPlot from 'uplot';
import type { Timeline } from '../../shared/timeline.ts';
import { shortNumber } from '../text.ts';
import { CLOCK_TICKS } from './clock-ticks.ts';
import { type BinState, barsOf, middlesOf } from './lane-data.ts';

/** A lane: bars of one label, or of all, over time. */
export interface LaneOptions {
  readonly timeline: Timeline;
  readonly states: readonly BinState[];
  readonly detections: readonly number[];
  readonly colour: string;
  readonly width: number;
  readonly height: number;
  readonly hasAxis: boolean;
  readonly textOf: (seconds: number, step: number) => string;
  readonly tz: string;
  /** Lanes of one key move their cursors together. */
  readonly sync: string;
  /** A stretch was marked by dragging. */
  readonly onZoom: (from: number, to: number) => void;
  readonly onCursor: (bin: number | null) => void;
}

/** Draws a lane. @returns it, to be taken away by `destroy` */
export function drawLane(parent: HTMLElement, options: LaneOptions): uPlot {
  const { timeline, detections, colour, width, height, hasAxis, textOf, tz, sync } = options;
  const { from, binSeconds, axis } = timeline;
  const [first, last] = [from ?? 0, (from ?? 0) + binSeconds * timeline.lookedFrames.length];
  const style = getComputedStyle(parent);
  const ink = style.getPropertyValue('--ink-soft');
  const font = `12px ${style.fontFamily}`;
  const grid = { stroke: style.getPropertyValue('--line'), width: 1 };
  const most = Math.max(1, ...detections);
  return new uPlot(
    {
      ...{ width, height, padding: [8, 16, hasAxis ? 0 : 4, 0] },
      ...(axis === 'clock' && { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), tz) }),
      legend: { show: false },
      cursor: {
        sync: { key: sync },
        y: false,
        points: { show: false },
        drag: { x: true, y: false, dist: 4, setScale: false },
      },
      scales: { x: { time: axis === 'clock', range: () => [first, last] }, y: { range: () => [0, most] } },
      axes: [
        {
          ...{ show: hasAxis, stroke: ink, font, grid, ticks: { ...grid, size: 4 }, size: 42, space: 70 },
          values:
            axis === 'clock'
              ? CLOCK_TICKS
              : (_plot, ticks) => ticks.map((tick) => textOf(tick, (ticks[1] ?? 1) - (ticks[0] ?? 0))),
        },
        {
          show: true,
          stroke: ink,
          font,
          size: 44,
          grid: { show: false },
          ticks: { show: false },
          splits: () => [0, most],
          values: () => ['', shortNumber(most)],
        },
      ],
      series: [
        {},
        {
          stroke: colour,
          fill: colour,
          width: 0,
          points: { show: false },
          paths: uPlot.paths.bars!({ size: [1, Number.POSITIVE_INFINITY, 1], gap: 0 }),
        },
      ],
      hooks: {
        drawClear: [(plot) => drawGround(plot, options)],
        setSelect: [
          (plot) => {
            const { left, width: marked } = plot.select;
            if (marked < 4) return;
            options.onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + marked, 'x'));
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        setCursor: [(plot) => options.onCursor(plot.cursor.idx ?? null)],
      },
    },
    [middlesOf(timeline), barsOf(detections, timeline)] as uPlot.AlignedData,
    parent,
  );
}

/** Ground behind the bars: hatched what was not looked at, dark where there is nothing. */
function drawGround(plot: uPlot, { timeline, states }: LaneOptions): void {
  const { ctx, bbox } = plot;
  const style = getComputedStyle(plot.root);
  const [nothing, missed] = ['--nothing', '--missed'].map((name) => style.getPropertyValue(name)) as [string, string];
  const left = (bin: number) => Math.round(plot.valToPos((timeline.from ?? 0) + bin * timeline.binSeconds, 'x', true));
  ctx.save();
  for (let bin = 0; bin < states.length; bin++) {
    const state = states[bin]!;
    let end = bin + 1;
    while (end < states.length && states[end] === state) end++;
    if (state === 'nothing') {
      ctx.fillStyle = nothing;
      ctx.fillRect(left(bin), bbox.top, left(end) - left(bin), bbox.height);
    } else if (state === 'missed' || state === 'partly') {
      // a bin of which a part was looked at is hatched at its foot
      const height = state === 'missed' ? bbox.height : Math.min(6 * devicePixelRatio, bbox.height);
      hatch(
        ctx,
        { x: left(bin), y: bbox.top + bbox.height - height, width: Math.max(1, left(end) - left(bin)), height },
        missed,
      );
    }
    bin = end - 1;
  }
  ctx.restore();
}

function hatch(
  ctx: CanvasRenderingContext2D,
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  colour: string,
): void {
  const step = 6 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  for (let at = Math.floor((x - height) / step) * step; at < x + width; at += step) {
    ctx.moveTo(at, y + height);
    ctx.lineTo(at + height, y);
  }
  ctx.stroke();
  ctx.restore();
}
