/* Running times of a drawn line: the run-time model on level, straight track. */
(function (GA) {
  "use strict";
  const STEP_KMH = 0.5;
  const MOST_KMH = 700;
  const ROTATING = 1.06;
  const EARTH_KM = 6371.0088;
  const rad = Math.PI / 180;

  GA.straightKm = (a, b) => {
    const half = (x) => Math.sin(x / 2) ** 2;
    const chord = half((b.lat - a.lat) * rad) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half((b.lon - a.lon) * rad);
    return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(chord, 1)));
  };

  /* Seconds and metres from standstill to each speed, in steps, up to where power meets drag. */
  const curvesOf = new Map();
  function curves(one) {
    if (curvesOf.has(one)) return curvesOf.get(one);
    const found = { speed: [0], startS: [0], startM: [0] };
    for (let k = 0; k * STEP_KMH < MOST_KMH; k += 1) {
      const middle = (k + 0.5) * STEP_KMH;
      let pull = one.start / 3.6;
      if (one.power !== null) pull = Math.min(pull, one.power / ((ROTATING * middle) / 3.6));
      pull -= one.drag0 + one.drag2 * middle * middle;
      if (pull <= 0.01) break;
      const seconds = STEP_KMH / 3.6 / pull;
      found.speed.push((k + 1) * STEP_KMH);
      found.startS.push(found.startS[k] + seconds);
      found.startM.push(found.startM[k] + (seconds * middle) / 3.6);
    }
    curvesOf.set(one, found);
    return found;
  }

  /* Minutes from call to call over some km: start, hold the top speed, brake. */
  GA.modelRunMin = (km, category, topSpeed) => {
    const one = GA.drawing.classes[category];
    const { speed, startS, startM } = curves(one);
    const brakeS = (v) => v / one.brake;
    const brakeM = (v) => (v * v) / one.brake / 7.2;
    const metres = km * 1000;
    const at = (table, v) => {
      const k = Math.min(Math.floor(v / STEP_KMH), speed.length - 2);
      return table[k] + (table[k + 1] - table[k]) * ((v - speed[k]) / STEP_KMH);
    };
    const top = Math.min(topSpeed || one.top, speed[speed.length - 1]);
    let low = 0;
    let high = top;
    if (at(startM, top) + brakeM(top) <= metres) low = top;
    for (let k = 0; k < 40 && low < high; k += 1) {
      const middle = (low + high) / 2;
      if (at(startM, middle) + brakeM(middle) <= metres) low = middle;
      else high = middle;
    }
    const held = Math.max(metres - at(startM, low) - brakeM(low), 0);
    const seconds = at(startS, low) + brakeS(low) + (low ? held / (low / 3.6) : 0);
    return (seconds * (1 + one.allowance) + one.call) / 60;
  };

  /* Whole minutes of each hop, as a scenario counts them: clock times are rounded. */
  GA.wholeRuns = (runs, dwell) => {
    const whole = [];
    let exact = 0;
    let left = 0;
    runs.forEach((run, k) => {
      exact += run;
      const arrive = Math.max(left + 1, Math.round(exact));
      whole.push(arrive - left);
      left = arrive + (k < runs.length - 1 ? dwell : 0);
      exact = Math.max(exact + dwell, left);
    });
    return whole;
  };

  /* The hops of a line that is asked for: {km, runs, dwell}, or {fault: [key, values]}. */
  GA.planRuns = ({ stations, category, by, minutes, speed }) => {
    const one = GA.drawing.classes[category];
    const straight = stations.slice(1).map((station, k) => GA.straightKm(stations[k], station));
    const km = straight.map((length) => length * one.detour);
    const { dwell } = one;
    let runs;
    if (by === "minutes") {
      const riding = minutes - dwell * (km.length - 1);
      const whole = km.reduce((sum, length) => sum + length, 0);
      runs = km.map((length) => (riding * length) / whole);
      if (riding < km.length) return { fault: ["draw_too_short", { least: km.length + dwell * (km.length - 1) }] };
    } else runs = km.map((length) => GA.modelRunMin(length, category, by === "speed" ? speed : null));
    runs = GA.wholeRuns(runs, dwell);
    const top = by === "speed" ? Math.max(speed, one.most) : one.most;
    const fast = straight.findIndex((length, k) => length / ((runs[k] + 0.5) / 60) > top);
    if (fast >= 0) {
      const values = { from: GA.name(stations[fast]), to: GA.name(stations[fast + 1]), speed: Math.round(top), least: Math.ceil((straight[fast] / top) * 60) };
      return { fault: ["draw_too_fast", values] };
    }
    return { km, runs, dwell };
  };
})(window.geoaccess);
