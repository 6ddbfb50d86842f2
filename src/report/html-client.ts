/**
 * The page's script, as text that is put into the page: charts with one time axis and one cursor, faults shaded through
 * all of them, stages and breaker transitions as lines. It reads the JSON beside it and touches nothing else.
 */
export const chartScript = `(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('data').textContent);
  if (data.x.length < 3) return;
  var css = function (name) { return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim(); };
  var narrow = function () { return window.innerWidth <= 760; };
  var charts = [];
  var logTimes = false;
  var zoom = null;

  function clock(t) {
    var s = Math.floor(Math.abs(t) + 1e-6);
    return (t < 0 ? '-' : '') + Math.floor(s / 60) + ':' + String(s % 60).padStart(2, '0');
  }
  function short(v) { return v >= 1e6 ? +(v / 1e6).toFixed(1) + 'M' : v >= 1e4 ? Math.round(v / 1e3) + 'k' : v >= 10 ? String(Math.round(v)) : String(+v.toFixed(2)); }
  function time(v) { return v >= 1000 ? +(v / 1000).toFixed(2) + ' s' : v >= 10 ? Math.round(v) + ' ms' : +v.toFixed(1) + ' ms'; }
  function cell(format) { return function (u, v, s, at) { return at == null ? '' : v == null ? '–' : format(v); }; }
  function cut(text, most) { var all = Array.from(text); return all.length > most ? all.slice(0, most - 1).join('') + '…' : text; }

  function vertical(u, at) { return Math.round(u.valToPos(at, 'x', true)) + 0.5; }
  function line(u, at, color, dash, width) {
    var x = vertical(u, at), box = u.bbox;
    if (x < box.left || x > box.left + box.width) return false;
    var ctx = u.ctx;
    ctx.strokeStyle = color;
    ctx.lineWidth = width * devicePixelRatio;
    ctx.setLineDash(dash.map(function (d) { return d * devicePixelRatio; }));
    ctx.beginPath(); ctx.moveTo(x, box.top); ctx.lineTo(x, box.top + box.height); ctx.stroke();
    ctx.setLineDash([]);
    return true;
  }
  function shade(u) {
    var ctx = u.ctx, box = u.bbox;
    ctx.save();
    ctx.beginPath(); ctx.rect(box.left, box.top, box.width, box.height); ctx.clip();
    data.faults.forEach(function (fault) {
      var from = u.valToPos(fault.from, 'x', true), to = u.valToPos(fault.to, 'x', true);
      ctx.fillStyle = css('fault-bg');
      ctx.fillRect(from, box.top, to - from, box.height);
      line(u, fault.from, css('fault'), [], 1);
      line(u, fault.to, css('fault'), [], 1);
    });
    data.stages.forEach(function (stage) { if (stage.from > 0) line(u, stage.from, css('muted'), [1, 3], 1); });
    ctx.restore();
  }
  /** Labels stand above the plot, each kind in rows of its own; one that would cover the one before it is not drawn. False: it was not. */
  function label(u, row, ends, at, text, color) {
    var ctx = u.ctx, dpr = devicePixelRatio, box = u.bbox;
    var x = vertical(u, at);
    if (x < box.left || x > box.left + box.width) return true;
    ctx.font = 11 * dpr + 'px system-ui, sans-serif';
    var width = ctx.measureText(text).width;
    var left = Math.min(x, box.left + box.width - width);
    if (left < (ends[row] === undefined ? -1 : ends[row])) return false;
    ends[row] = left + width + 8 * dpr;
    ctx.fillStyle = color; ctx.textAlign = 'left'; ctx.textBaseline = 'bottom';
    ctx.fillText(text, left, box.top - (3 + row * 14) * dpr);
    return true;
  }
  /** Rows that labels of faults need: as many as are active at once, up to four. */
  var inOrder = data.faults.slice().sort(function (a, b) { return a.from - b.from; });
  var faultRows = Math.min(4, inOrder.reduce(function (most, fault) {
    return Math.max(most, inOrder.filter(function (other) { return other.from <= fault.from && fault.from < other.to; }).length);
  }, 1));
  function mark(full) {
    return function (u) {
      var ends = [], ctx = u.ctx;
      ctx.save();
      inOrder.forEach(function (fault) {
        for (var row = 0; row < faultRows; row++) if (label(u, row, ends, Math.max(fault.from, u.scales.x.min), cut(fault.id, 28), css('unsure'))) return;
      });
      data.trips.forEach(function (trip) {
        line(u, trip.at, css(trip.open ? 'open' : 'closed'), [4, 3], 1);
        if (full) label(u, faultRows, ends, trip.at, cut(trip.text, 34), css(trip.open ? 'bad' : 'good'));
      });
      data.recovered.forEach(function (one) {
        line(u, one.at, css('good'), [], 2);
        label(u, faultRows + (full && data.trips.length ? 1 : 0), ends, one.at, '✓ recovered', css('good'));
      });
      ctx.restore();
    };
  }

  var syncing = false;
  function show(min, max) {
    zoom = min <= 0 && max >= data.end ? null : [min, max];
    document.querySelectorAll('.strip .view').forEach(function (view) {
      view.setAttribute('x', (-min / (max - min)) * 100 + '%');
      view.setAttribute('width', (data.end / (max - min)) * 100 + '%');
    });
    if (syncing) return;
    syncing = true;
    charts.forEach(function (chart) { chart.setScale('x', { min: min, max: max }); });
    syncing = false;
  }
  function pointAt(u) {
    var at = u.cursor.left >= 0 ? u.posToVal(u.cursor.left, 'x') : null;
    document.querySelectorAll('.strip .cursor').forEach(function (cursor) {
      var x = at === null ? -1 : ((at - u.scales.x.min) / (u.scales.x.max - u.scales.x.min)) * 100 + '%';
      cursor.setAttribute('x1', x); cursor.setAttribute('x2', x);
    });
  }

  function axis(extra) {
    return Object.assign({ stroke: css('muted'), grid: { stroke: css('line'), width: 1 }, ticks: { stroke: css('line'), width: 1 }, font: '12px system-ui, sans-serif' }, extra);
  }
  function chart(id, series, columns, scale, format, full) {
    var host = document.querySelector('#' + id + ' .plot');
    if (!host) return;
    host.textContent = '';
    var small = narrow();
    charts.push(new uPlot({
      width: host.clientWidth, height: small ? 190 : full ? 210 : 190,
      padding: [4 + faultRows * 14 + (full && data.trips.length ? 14 : 0) + (data.recovered.length ? 14 : 0), small ? 8 : 12, 0, 0],
      scales: { x: { time: false }, y: scale },
      axes: [
        axis({ values: function (u, splits) { return splits.map(clock); }, incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200], space: 56, size: 28 }),
        axis({ values: function (u, splits) { return splits.map(function (v) { return v == null ? '' : format(v); }); }, size: 58, space: 34 })
      ],
      series: [{ label: 'at', value: function (u, v, s, at) { return at == null || v == null ? '' : clock(v) + (data.step > 1 ? ' +' + data.step + ' s' : ''); } }].concat(series),
      cursor: { sync: { key: 'run' }, drag: { x: true, y: false }, points: { size: 6 } },
      legend: { markers: { width: 2, stroke: function (u, i) { return u.series[i].mark; }, dash: function (u, i) { return u.series[i].look || 'solid'; }, fill: function (u, i) { return u.series[i].area; } } },
      hooks: { drawClear: [shade], draw: [mark(full)], setCursor: [pointAt], setScale: [function (u, key) { if (key === 'x' && u.scales.x.min != null) show(u.scales.x.min, u.scales.x.max); }] }
    }, [data.x].concat(columns), host));
  }
  function plain(label, color, extra) {
    return Object.assign({ label: label, stroke: css(color), mark: css(color), width: 1.75, points: { show: false }, value: cell(short) }, extra);
  }
  function fromZero(u, min, max) { return [0, max > 0 ? max * 1.08 : 1]; }

  function draw() {
    charts.forEach(function (chart) { chart.destroy(); });
    charts = [];
    var served = css('served');
    chart('rate', [
      plain('offered', 'offered', { dash: [6, 4], look: 'dashed' }),
      plain('served', 'served', { fill: served + '1f', area: served + '1f', width: 2 })
    ], [data.offered, data.ok], { range: fromZero }, short, true);

    var ms = { value: cell(time) };
    var positive = function (column) { return logTimes ? column.map(function (v) { return v === null ? null : Math.max(v, 0.1); }) : column; };
    chart('times', [plain('p50', 'p50', Object.assign({ dash: [6, 3], look: 'dashed' }, ms)), plain('p95', 'p95', Object.assign({}, ms, { width: 2.25 })), plain('p99', 'p99', Object.assign({ dash: [2, 3], look: 'dotted' }, ms))],
      [data.p50, data.p95, data.p99].map(positive), logTimes ? { distr: 3 } : { range: fromZero }, time, true);

    // Stacked: the sum is drawn first and each smaller sum over it; the legend shows each outcome's own figure.
    var sums = [], below = data.x.map(function () { return 0; });
    data.errors.forEach(function (kind) {
      below = below.map(function (sum, i) { return kind.perSecond[i] === null ? null : (sum || 0) + kind.perSecond[i]; });
      sums.push(below);
    });
    var stack = data.errors.map(function (kind, i) {
      var color = 'e' + (i % 6 + 1);
      return plain(kind.name, color, { width: 1, fill: css(color), area: css(color), value: function (u, v, s, at) { return at == null ? '' : kind.perSecond[at] == null ? '–' : short(kind.perSecond[at]); }, points: { show: false } });
    }).reverse();
    var any = data.degraded.some(function (v) { return v > 0; });
    var columns = sums.slice().reverse();
    if (any) { stack.push(plain('degraded (served by a fallback)', 'degraded', { dash: [6, 4], look: 'dashed' })); columns.push(data.degraded); }
    if (stack.length === 0) { stack.push(plain('none', 'offered')); columns.push(data.x.map(function () { return 0; })); }
    chart('errors', stack, columns, { range: fromZero }, short, false);
    if (zoom) show(zoom[0], zoom[1]);
  }

  function jump() {
    var match = /^#t=(-?[\\d.]+)$/.exec(location.hash);
    if (!match || !charts.length) return;
    var at = Math.min(data.end, Math.max(0, Number(match[1])));
    if (zoom && (at < zoom[0] || at > zoom[1])) show(0, data.end);
    document.querySelector('.charts').scrollIntoView({ block: 'start' });
    charts.forEach(function (chart) { chart.setCursor({ left: chart.valToPos(at, 'x'), top: 10 }); });
  }

  var toggle = document.createElement('button');
  toggle.type = 'button';
  toggle.textContent = 'log scale';
  toggle.setAttribute('aria-pressed', 'false');
  toggle.addEventListener('click', function () {
    logTimes = !logTimes;
    toggle.textContent = logTimes ? 'linear scale' : 'log scale';
    toggle.setAttribute('aria-pressed', String(logTimes));
    draw();
  });
  var caption = document.querySelector('#times figcaption');
  if (caption) caption.appendChild(toggle);

  draw();
  jump();
  addEventListener('hashchange', jump);
  var width = innerWidth;
  addEventListener('resize', function () { if (innerWidth !== width) { width = innerWidth; draw(); } });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  addEventListener('beforeprint', function () { document.documentElement.dataset.theme = 'light'; draw(); });
  addEventListener('afterprint', function () { delete document.documentElement.dataset.theme; draw(); });
  document.documentElement.dataset.charts = String(charts.length);
})();`;
