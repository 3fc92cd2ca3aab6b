// <div data-chart="id"> draws the data of <script type="application/json" id="id">:
// {"kind": "line"|"bar", "labels": [...], "series": [{"name": "…", "values": [...], "role": "actual|target|forecast"}], "unit": "%"}
// The page gives the same figures as a table; this picture is the second way to read them.
import { init, use } from 'echarts/core';
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, MarkLineComponent, TooltipComponent]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const figure = new Intl.NumberFormat(document.documentElement.lang === 'en' ? 'en' : 'vi-VN', { maximumFractionDigits: 2 });

function series(one, kind, colours) {
  const role = one.role ?? 'actual';
  return {
    name: one.name, data: one.values, type: role === 'actual' ? kind : 'line', step: role === 'target' ? 'end' : false,
    symbol: role === 'target' ? 'none' : 'circle', symbolSize: 7, barMaxWidth: 36,
    itemStyle: { borderRadius: kind === 'bar' ? [4, 4, 0, 0] : 0, color: colours[role] }, 
    lineStyle: { width: role === 'actual' ? 3 : 2, type: role === 'actual' ? 'solid' : 'dashed', color: colours[role] },
  };
}

export async function draw(element) {
  const given = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  await document.fonts.load('400 13px "Be Vietnam Pro"', 'Kháế');
  const [text, muted, line] = [token('--text'), token('--muted'), token('--line')];
  const colours = { actual: token('--sea-600'), target: token('--tram-600'), forecast: token('--sea-400') };
  const several = given.series.filter((one) => (one.role ?? 'actual') === 'actual').length > 1;
  const unit = given.unit ? ` ${given.unit}` : '';
  const chart = init(element, null, { renderer: 'canvas' });
  chart.setOption({
    aria: { enabled: true, label: { description: element.getAttribute('aria-label') ?? undefined } },
    color: [token('--sea-600'), token('--tram-500'), token('--sea-400'), token('--hold-700'), token('--ok-600')],
    textStyle: { fontFamily: 'Be Vietnam Pro, sans-serif', color: text },
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: text }, itemWidth: 18 },
    // richText is drawn on the canvas: an HTML tooltip would need inline styles, which our policy forbids.
    tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: (value) => (value == null ? '–' : figure.format(value) + unit) },
    xAxis: { type: 'category', data: given.labels, axisLabel: { color: muted }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } },
    yAxis: { type: 'value', axisLabel: { color: muted, formatter: (value) => figure.format(value) }, splitLine: { lineStyle: { color: line } } },
    series: given.series.map((one) => { const made = series(one, given.kind ?? 'line', colours); if (several && (one.role ?? 'actual') === 'actual') { delete made.itemStyle.color; delete made.lineStyle.color; } return made; }),
  });
  new ResizeObserver(() => chart.resize()).observe(element);
  element.dataset.ready = '1';
}
