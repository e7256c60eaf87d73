// Draws the figures of <c-chart>: colours from the tokens, again when the theme or the width changes,
// values under the pointer or by arrow keys, the table one press away.
import uPlot from "uplot";

const COLOURS = ["--accent", "--violet", "--good", "--warn", "--teal", "--bad"];
// English without a country puts the month first; the rest of the page does not.
const language = document.documentElement.lang.replace(/^(en)?$/, "en-GB");
const numbers = new Intl.NumberFormat(language);
const short = new Intl.NumberFormat(language, { notation: "compact" });
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
const drawn = new WeakMap();

// light-dark() has to be computed by the browser before a canvas understands it.
function colour(figure, token) {
  const probe = document.createElement("i");
  probe.style.color = `var(${token})`;
  figure.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function faded(value, share) {
  return value.replace(/^rgb\((.+)\)$/, (_, parts) => `rgba(${parts}, ${share})`);
}

class Chart {
  constructor(figure) {
    this.figure = figure;
    this.canvas = figure.querySelector(".chart-canvas");
    this.legend = figure.querySelector(".chart-legend");
    this.table = figure.querySelector(".chart-table");
    this.toggle = figure.querySelector("[data-chart-toggle]");
    this.source = JSON.parse(document.getElementById(figure.dataset.source).textContent);
    this.data = [this.source.x, ...this.source.series.map((series) => series.values)];
    this.whole = this.source.series.every((series) => series.values.every((value) => value === null || Number.isInteger(value)));
    this.days = new Intl.DateTimeFormat(language, this.source.days
      ? { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }
      : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    this.tip = Object.assign(document.createElement("div"), { className: "chart-tip", hidden: true });
    this.toggle.hidden = false;
    this.toggle.addEventListener("click", () => this.show(this.canvas.hidden));
    this.canvas.addEventListener("keydown", (event) => this.walk(event));
    this.canvas.addEventListener("blur", () => this.point(null));
    this.watcher = new ResizeObserver(([entry]) => this.resize(entry.contentRect));
    this.show(true);
    this.watcher.observe(this.canvas);
  }

  show(asChart) {
    this.canvas.hidden = !asChart;
    this.legend.hidden = !asChart || this.source.series.length < 2;
    this.table.hidden = asChart;
    this.toggle.textContent = asChart ? "Show as table" : "Show as chart";
    if (asChart) this.draw();
  }

  draw() {
    this.plot?.destroy();
    this.canvas.replaceChildren();
    this.plot = new uPlot(this.options(), this.data, this.canvas);
    this.plot.over.append(this.tip);
  }

  resize({ width, height }) {
    if (this.plot && width > 0) this.plot.setSize({ width, height });
  }

  options() {
    const bars = this.figure.dataset.chart === "bars";
    const axis = {
      stroke: colour(this.figure, "--faint"),
      font: '11px "Inter Variable", sans-serif',
      grid: { stroke: colour(this.figure, "--line"), width: 1 },
      ticks: { show: false },
    };
    return {
      width: this.canvas.clientWidth || 320,
      height: this.canvas.clientHeight || 200,
      padding: [8, 8, 0, 0],
      tzDate: this.source.days ? (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") : undefined,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { x: { range: (_, low, high) => this.span(low, high, bars) }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(high ?? 0, 1) * 1.06] } },
      axes: [
        { ...axis, grid: { show: false }, space: 64, size: 26, values: (_, splits) => splits.map((at) => this.axisDay(at)) },
        { ...axis, size: 44, space: 34, incrs: this.whole ? WHOLE_STEPS : undefined, values: (_, splits) => splits.map((value) => short.format(value)) },
      ],
      series: [{}, ...this.source.series.map((series, index) => this.line(series, index, bars))],
      hooks: { setCursor: [() => this.speak()] },
    };
  }

  // Bars stand on their moment, so the first and the last need half a step more.
  span(low, high, bars) {
    const room = bars && this.source.x.length > 1 ? (this.source.x[1] - this.source.x[0]) / 2 : 0;
    return [low - room, high + room];
  }

  line(series, index, bars) {
    const stroke = colour(this.figure, COLOURS[index % COLOURS.length]);
    if (bars) {
      return { label: series.label, stroke, fill: stroke, width: 0, paths: uPlot.paths.bars({ size: [0.7, 28], radius: 0.12 }), points: { show: false } };
    }
    const area = this.source.series.length === 1 ? faded(stroke, 0.1) : undefined;
    return { label: series.label, stroke, fill: area, width: 1.75, points: { show: false } };
  }

  axisDay(seconds) {
    const moment = new Date(seconds * 1000);
    const zone = this.source.days ? { timeZone: "UTC" } : {};
    const hour = moment.getHours() + moment.getMinutes();
    if (!this.source.days && hour) return moment.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    return moment.toLocaleDateString(language, { day: "numeric", month: "short", ...zone });
  }

  speak() {
    const at = this.plot?.cursor.idx;
    this.tip.hidden = at === null || at === undefined;
    if (this.tip.hidden) return;
    const values = this.source.series.map((series) => {
      const value = series.values[at];
      const said = value === null ? "—" : numbers.format(value);
      return this.source.series.length > 1 ? `${series.label} ${said}` : said;
    });
    this.tip.textContent = `${this.days.format(this.source.x[at] * 1000)}: ${values.join(" · ")}`;
    const left = this.plot.valToPos(this.source.x[at], "x");
    const room = this.plot.over.clientWidth - this.tip.offsetWidth;
    this.tip.style.left = `${Math.max(0, Math.min(left - this.tip.offsetWidth / 2, room))}px`;
  }

  point(index) {
    this.index = index;
    if (index === null) {
      this.plot?.setCursor({ left: -10, top: -10 });
      return;
    }
    this.plot.setCursor({ left: this.plot.valToPos(this.source.x[index], "x"), top: 10 });
  }

  walk(event) {
    const end = this.source.x.length - 1;
    const now = this.index ?? end + 1;
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: end }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.point(Math.max(0, Math.min(end, next)));
    document.dispatchEvent(new CustomEvent("announce", { detail: { text: this.tip.textContent } }));
  }
}

const all = new Set();

export function drawAll() {
  for (const chart of all) {
    if (chart.figure.isConnected) continue;
    chart.watcher.disconnect();
    chart.plot?.destroy();
    all.delete(chart);
  }
  for (const figure of document.querySelectorAll("[data-chart]")) {
    if (drawn.has(figure)) continue;
    const chart = new Chart(figure);
    drawn.set(figure, chart);
    all.add(chart);
  }
}

document.addEventListener("themechange", () => {
  for (const chart of all) if (!chart.canvas.hidden) chart.draw();
});
