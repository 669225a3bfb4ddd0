import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Rows that a plot shows. */
type Data = readonly Readonly<Record<string, string | number>>[];

const SIZE = { width: 460, height: 240 };
const STYLE = { background: 'white', font: 'sans-serif' };

export interface BarPlot {
  readonly title: string;
  /** Rows `{group, series, value}`. */
  readonly data: Data;
  readonly unit: string;
}

/** Bars beside each other: a group along the axis, a colour for each series. @returns SVG */
export function bars({ title, data, unit }: BarPlot): Promise<string> {
  return svg({
    ...{ title, ...SIZE, config: STYLE, data: { values: [...data] } },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'group', type: 'nominal', sort: null, title: null, axis: { labelAngle: 0 } },
      xOffset: { field: 'series', sort: null },
      y: { field: 'value', type: 'quantitative', title: unit },
      color: { field: 'series', type: 'nominal', sort: null, title: null, legend: { orient: 'bottom' } },
    },
  });
}

export interface LinePlot extends BarPlot {
  /** Of the axis; rows are `{x, series, value}`. */
  readonly x: string;
  readonly isLogarithmic: boolean;
}

/** Lines with their points. @returns SVG */
export function lines({ title, data, unit, x, isLogarithmic }: LinePlot): Promise<string> {
  const scale = isLogarithmic ? ({ type: 'log', base: 2 } as const) : ({ type: 'linear' } as const);
  const values = [...new Set(data.map((row) => Number(row.x)))].sort((a, b) => a - b);
  return svg({
    ...{ title, ...SIZE, config: STYLE, data: { values: [...data] } },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: x, scale, axis: { values } },
      y: { field: 'value', type: 'quantitative', title: unit, scale },
      color: { field: 'series', type: 'nominal', sort: null, title: null, legend: { orient: 'bottom' } },
    },
  });
}

function svg(spec: TopLevelSpec): Promise<string> {
  return new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}
