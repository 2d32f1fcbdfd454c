/** The lines of a chart, drawn by uPlot: the only place that knows it. Scales, marks and moments are drawn by the page. */
import uPlot from 'uplot';
import { lonely } from './time-scale';

/** One line of a chart. */
export interface SeriesLine {
  name: string;
  /** One for each moment; `null` is a gap. */
  values: readonly (number | null)[];
  /** The least and the most of what each value is the mean of; left out where it is of one. */
  band?: { low: readonly (number | null)[]; high: readonly (number | null)[] } | undefined;
}

/** What is drawn. */
export interface Drawing {
  /** Milliseconds since 1970, ascending. */
  at: readonly number[];
  lines: readonly SeriesLine[];
  from: number;
  to: number;
  /** Upper end of the scale, whose lower end is 0. */
  top: number;
}

/** Room above and below for half the width of a line. */
export const BLEED = 2;
const WIDTH = 1.25;
/** The second line is dashed, the third dotted: colour is never the only difference. */
const DASHES = [[], [5, 3], [2, 3], [8, 3, 2, 3], [1, 3], [10, 4]];

/** One canvas. */
export class Plot {
  #plot: uPlot;
  #shown: Drawing;

  /** `colour` names the colours of a line, and is asked at every drawing. */
  constructor(host: HTMLElement, shown: Drawing, colour: (line: number) => { line: string; band: string }) {
    this.#shown = shown;
    this.#plot = new uPlot(
      {
        width: Math.max(1, host.clientWidth),
        height: Math.max(1, host.clientHeight),
        padding: [BLEED, 0, BLEED, 0],
        legend: { show: false },
        cursor: { show: false },
        select: { show: false, left: 0, top: 0, width: 0, height: 0 },
        axes: [{ show: false }, { show: false }],
        scales: {
          x: { time: false, range: () => [this.#shown.from, this.#shown.to] },
          y: { range: () => [0, this.#shown.top] },
        },
        series: [
          {},
          ...shown.lines.flatMap((_, line) => [
            { width: 0, points: { show: false } },
            { width: 0, points: { show: false } },
            {
              width: WIDTH,
              dash: DASHES[line] ?? [],
              stroke: () => colour(line).line,
              points: {
                show: false,
                size: 2 * WIDTH,
                fill: () => colour(line).line,
                filter: () => lonely(this.#shown.lines[line]?.values ?? []),
              },
            },
          ]),
        ],
        bands: shown.lines.map((_, line) => ({
          series: [3 * line + 1, 3 * line + 2],
          fill: () => colour(line).band,
        })),
      },
      columns(shown),
      host,
    );
  }

  /** Draws something else, with as many lines. */
  show(drawing: Drawing): void {
    this.#shown = drawing;
    this.#plot.setData(columns(drawing));
  }

  /** Draws the same in the size the place has now. */
  fit(host: HTMLElement): void {
    const [width, height] = [host.clientWidth, host.clientHeight];
    if (width > 0 && height > 0 && (width !== this.#plot.width || height !== this.#plot.height))
      this.#plot.setSize({ width, height });
  }

  /** Draws the same in the colours in force. */
  repaint(): void {
    this.#plot.redraw(false);
  }

  end(): void {
    this.#plot.destroy();
  }
}

/** Below each line the ends of its band. */
const columns = ({ at, lines }: Drawing): uPlot.AlignedData => {
  const none = () => at.map(() => null);
  return [
    [...at],
    ...lines.flatMap(({ values, band }) => [
      band ? [...band.high] : none(),
      band ? [...band.low] : none(),
      [...values],
    ]),
  ];
};
