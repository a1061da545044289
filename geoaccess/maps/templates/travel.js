/* Travel times between all places: bytes, unpacked once, read in either direction. */
(function (GA) {
  "use strict";
  const NONE = 255;
  const FAR = 254;
  const STEPS = [[0, 120, 1], [120, 300, 2], [300, 520, 5]];
  const minutes = new Float64Array(256);
  const step = new Float64Array(256);
  let code = 0;
  for (const [from, to, by] of STEPS) {
    for (let value = from; value < to; value += by) {
      minutes[code] = value;
      step[code] = by;
      code += 1;
    }
  }
  minutes[FAR] = 520;
  step[FAR] = 5;
  minutes[NONE] = NaN;

  /* A matrix whose cells differ from those of the base, or whose rows hold differences from left
     to right: smooth ones what these differ from those of the row above. */
  function restore(cells, n, { base, isSmooth }) {
    if (base) {
      for (let k = 0; k < cells.length; k += 1) cells[k] += base[k];
      return cells;
    }
    for (let k = n; isSmooth && k < cells.length; k += 1) cells[k] += cells[k - n];
    for (let row = 0; row < n; row += 1) {
      let sum = 0;
      for (let k = row * n, end = k + n; k < end; k += 1) {
        sum = (sum + cells[k]) & 255;
        cells[k] = sum;
      }
    }
    return cells;
  }

  const tables = { minutes: [], hours: [] };
  GA.travel = null;
  GA.travelReady = (async () => {
    await GA.shapes;
    for (const [view, { travel }] of GA.data.views.entries()) {
      if (!travel) continue;
      for (const name of ["minutes", "hours"]) {
        const cells = await GA.unpackBytes(`${name}-${view}`);
        const n = Math.round(Math.sqrt(cells.length));
        tables[name][view] = restore(cells, n, {
          base: view ? tables[name][0] : null,
          isSmooth: name === "minutes",
        });
        tables.n = n;
      }
    }
    if (!tables.n) return;
    const n = tables.n;
    const at = (name, view, from, to) => tables[name][view][from * n + to];
    GA.travel = {
      n,
      has: (view) => Boolean(tables.minutes[view]),
      code: (view, from, to) => at("minutes", view, from, to),
      row: (view, from) => tables.minutes[view].subarray(from * n, (from + 1) * n),
      minutesOf: (one) => minutes[one],
      minutes: (view, from, to) => minutes[at("minutes", view, from, to)],
      step: (view, from, to) => step[at("minutes", view, from, to)],
      isFar: (view, from, to) => at("minutes", view, from, to) === FAR,
      canVisit: (view, from, to) => at("hours", view, from, to) > 0,
      /* Meeting hours of a day trip there; null where it is not possible. */
      hours: (view, from, to) => {
        const value = at("hours", view, from, to);
        return value ? (value - 1) / 6 : null;
      },
    };
    GA.emit("travel");
  })();
  GA.travelReady.catch(() => {});

  GA.travelText = (view, from, to) => {
    const value = GA.travel.minutes(view, from, to);
    if (Number.isNaN(value)) return GA.t("no_connection");
    if (GA.travel.isFar(view, from, to)) return GA.t("far", { duration: GA.duration(value) });
    return GA.duration(value);
  };
})(window.geoaccess);
