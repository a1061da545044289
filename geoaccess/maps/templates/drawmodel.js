/* Travel times with drawn lines, from times between stations and the ways to them: approximate.

   With a line it takes the least of what it takes today and, over every pair of its stations,
   to the first station + change + half the interval + ride + change + from the last one. Ways by
   rail to a station are the median to it, corrected by what the same sum misses for the place
   beside the station, whose times are known exactly. */
(function (GA) {
  "use strict";
  const NONE = 255;
  const FAR_MIN = 520;
  const UNSURE_MIN = 5; /* Nine times of ten and more the engine differs by less. */
  const LATE_FROM_MIN = 240; /* Who leaves late no longer arrives: medians of long ways grow. */
  const LATE_BY = 8000;
  const RIVAL_MIN = 20; /* Two ways about as long: at every minute the quicker one is taken. */
  const STATIONS_PER_LINE = 2;
  const KEPT_FOR_FAST = 2;
  GA.unsureMin = UNSURE_MIN;

  function restoreTimes(cells, k) {
    const at = (i, j) => (i < 0 || j < 0 ? 0 : cells[i * k + j]);
    for (let i = 0; i < k; i += 1) {
      for (let j = i; j < k; j += 1) {
        const value = (cells[i * k + j] + at(i, j - 1) + at(i - 1, j) - at(i - 1, j - 1)) & 255;
        cells[i * k + j] = value;
        cells[j * k + i] = value;
      }
    }
    return cells;
  }

  GA.drawReady = (async () => {
    const shapes = await GA.shapes;
    await GA.travelReady;
    if (!shapes.draw || !GA.travel) return;
    const { draw, network } = shapes;
    const k = draw.ids.length;
    const codes = restoreTimes(await GA.unpackBytes("draw-minutes"), k);
    const raw = await GA.unpackBytes("draw-legs");
    const n = GA.travel.n;
    const m = (raw.length - n) / 4;
    const start = new Int32Array(n + 1);
    for (let i = 0; i < n; i += 1) start[i + 1] = start[i] + raw[i];
    const part = (at) => raw.subarray(n + at * m, n + (at + 1) * m);
    const [to, from, low, high] = [0, 1, 2, 3].map(part);
    const minutes = new Float32Array(256).map((_, code) => (code === NONE ? Infinity : GA.travel.minutesOf(code)));
    const isFast = new Uint8Array(k);
    network.lines.forEach((line) => {
      const model = draw.classes[line.class];
      if (model && model.fast) line.runs.flat().forEach((at) => (isFast[draw.at.indexOf(at)] = 1));
    });
    GA.drawing = {
      isFast,
      classes: draw.classes, access: draw.access, n, k, codes, start, to, from, minutes,
      station: Int16Array.from(low, (one, at) => one + 256 * high[at]),
      nodeLand: draw.nodeLand,
      stations: draw.at.map((at, s) => {
        const [en, ja, lat, lon] = network.stations[at];
        return { s, id: draw.ids[s], en, ja, lat, lon, change: draw.change[s], land: draw.stationLand[s] };
      }),
    };
    GA.emit("drawing");
    /* A first line at leisure: the browser then has the loops compiled when one is drawn. */
    const stations = [GA.drawing.stations[0], GA.drawing.stations[k - 1]];
    const warm = { stations, category: Object.keys(draw.classes)[0], runs: [1], dwell: 0, headway: 2 };
    const again = () => GA.computeDrawn([warm]).reach(180, new Float64Array(shapes.codes.length));
    [300, 500].forEach((later) => setTimeout(again, later));
  })();
  GA.drawReady.catch(() => {});

  /* Minutes of a way to a new station and from it, as the access model has them; null beyond. */
  function modelLeg(node, station) {
    const { access, nodeLand } = GA.drawing;
    const metres = GA.straightKm(node, station) * 1000;
    const walk = metres <= access.walkWithin ? (metres * access.walkDetour) / (access.walkSpeed / 3.6) : Infinity;
    let road = Infinity;
    if (nodeLand[node.node] >= 0 && nodeLand[node.node] === station.land) {
      const km = (metres * access.roadDetour) / 1000;
      let begin = 0;
      road = access.terminal * 60;
      access.bands.forEach(([end, speed], k) => {
        const until = k === access.bands.length - 1 ? Infinity : end;
        road += (Math.max(Math.min(km, until) - begin, 0) / speed) * 3600;
        begin = end;
      });
    }
    const seconds = Math.min(walk, road);
    if (seconds === Infinity) return null;
    const margin = walk <= road ? 0 : access.margin * Math.max(seconds - access.terminal * 60, 0);
    const whole = (s) => Math.ceil((s + access.platform * 60) / 60 - 1e-9);
    const leg = [whole(seconds + margin), whole(seconds)];
    return Math.max(...leg) > access.most ? null : leg;
  }

  /* Ways of all nodes to the stations of a line, nearest two where they are not tried today. */
  function lineLegs(line) {
    const { n, start, station, to, from, access, classes, isFast } = GA.drawing;
    const legs = line.stations.map(() => ({ to: new Float32Array(n).fill(Infinity), from: new Float32Array(n).fill(Infinity) }));
    const at = new Map(line.stations.map((one, k) => [one.s, k]));
    for (let i = 0; i < n; i += 1) {
      let longest = 0;
      const fast = [];
      for (let l = start[i]; l < start[i + 1]; l += 1) {
        if (isFast[station[l]]) fast.push(to[l]);
        longest = Math.max(longest, to[l]);
        const k = at.get(station[l]);
        if (k === undefined) continue;
        legs[k].to[i] = to[l];
        legs[k].from[i] = from[l];
      }
      const node = GA.nodes[i];
      if (!node) continue;
      /* Who has all stations tried gets another if it is nearer than one of them; who has not
         tries all that there are to be reached, and the sea lies before the others. */
      const isFull = start[i + 1] - start[i] >= access.stops;
      const isTried = (leg) => leg <= longest || (classes[line.category].fast && fast.filter((one) => one < leg).length < KEPT_FOR_FAST);
      const found = [];
      line.stations.forEach((one, k) => {
        if (Math.abs(one.lat - node.lat) > 1) return;
        const isThere = legs[k].to[i] < Infinity;
        const leg = isThere ? [legs[k].to[i], legs[k].from[i]] : modelLeg(node, one);
        if (leg && (isThere || (isFull ? isTried(leg[0]) : one.s === undefined))) found.push([leg, k]);
      });
      found.sort(([a], [b]) => a[0] - b[0]).slice(0, STATIONS_PER_LINE).forEach(([leg, k]) => {
        if (legs[k].to[i] < Infinity) return;
        [legs[k].to[i], legs[k].from[i]] = leg;
      });
    }
    return legs;
  }

  /* Minutes by rail between all nodes and a station, with the change there, both ways. */
  function byRail(s) {
    const { n, k, codes, start, station, to, from, minutes, stations } = GA.drawing;
    const time = (a, b) => minutes[codes[a * k + b]];
    let beside = -1;
    let least = Infinity;
    for (let i = 0; i < n; i += 1) {
      for (let l = start[i]; l < start[i + 1]; l += 1) {
        if (station[l] === s && from[l] < least) [least, beside] = [from[l], i];
      }
    }
    const correct = (exact, sum) => {
      const by = exact - sum;
      const isRoad = exact <= GA.drawing.access.direct && by < 0;
      return Number.isFinite(by) && exact < FAR_MIN && !isRoad ? by : 0;
    };
    const there = new Float32Array(n).fill(Infinity);
    const back = new Float32Array(n).fill(Infinity);
    for (let i = 0; i < n; i += 1) {
      let [sumThere, sumBack] = [Infinity, Infinity];
      for (let l = start[i]; l < start[i + 1]; l += 1) {
        const a = station[l];
        if (a !== s) {
          there[i] = Math.min(there[i], to[l] + time(a, s));
          back[i] = Math.min(back[i], from[l] + time(s, a));
        }
        for (let o = beside < 0 ? 0 : start[beside]; o < (beside < 0 ? 0 : start[beside + 1]); o += 1) {
          const way = time(a, station[o]);
          sumThere = Math.min(sumThere, to[l] + way + from[o]);
          sumBack = Math.min(sumBack, to[o] + way + from[l]);
        }
      }
      if (beside >= 0 && beside !== i) {
        there[i] += correct(GA.travel.minutes(0, i, beside), sumThere);
        back[i] += correct(GA.travel.minutes(0, beside, i), sumBack);
      }
      there[i] += stations[s].change;
      back[i] += stations[s].change;
    }
    return { there, back };
  }

  /* Everything that the pairs are computed from: to and from each station drawn, and rides. */
  function prepare(lines) {
    const { n, k, codes, minutes } = GA.drawing;
    const stops = [];
    const stopOf = new Map();
    const keyOf = (one) => (one.s === undefined ? "new:" + one.id : one.s);
    lines.forEach((line) => {
      const legs = lineLegs(line);
      line.stations.forEach((one, at) => {
        if (!stopOf.has(keyOf(one))) {
          stopOf.set(keyOf(one), stops.length);
          const rail = one.s === undefined ? null : byRail(one.s);
          stops.push({
            one, change: one.s === undefined ? GA.drawing.access.change : one.change,
            to: rail ? rail.there : new Float32Array(n).fill(Infinity),
            from: rail ? rail.back : new Float32Array(n).fill(Infinity),
          });
        }
        const stop = stops[stopOf.get(keyOf(one))];
        for (let i = 0; i < n; i += 1) {
          if (legs[at].to[i] < stop.to[i]) stop.to[i] = legs[at].to[i];
          if (legs[at].from[i] < stop.from[i]) stop.from[i] = legs[at].from[i];
        }
      });
    });
    const size = stops.length;
    const rides = Array.from({ length: size }, () => new Float32Array(size).fill(Infinity));
    lines.forEach((line) => {
      const at = line.stations.map((one) => stopOf.get(keyOf(one)));
      for (let a = 0; a < at.length; a += 1) {
        let ride = line.headway / 2 - line.dwell;
        for (let b = a + 1; b < at.length; b += 1) {
          ride += line.dwell + line.runs[b - 1];
          rides[at[a]][at[b]] = Math.min(rides[at[a]][at[b]], ride);
          rides[at[b]][at[a]] = rides[at[a]][at[b]];
        }
      }
    });
    /* From one drawn line to another: at a station, or by trains of today between two. */
    const between = (u, v) => {
      if (u === v) return stops[u].change;
      const [a, b] = [stops[u].one.s, stops[v].one.s];
      return a === undefined || b === undefined ? Infinity : stops[u].change + minutes[codes[a * k + b]] + stops[v].change;
    };
    let ways = rides;
    for (let round = 1; round < lines.length; round += 1) {
      const longer = ways.map((row) => row.slice());
      for (let a = 0; a < size; a += 1) {
        for (let u = 0; u < size; u += 1) {
          for (let v = 0; v < size && ways[a][u] < Infinity; v += 1) {
            const until = ways[a][u] + between(u, v);
            for (let b = 0; b < size; b += 1) if (b !== a) longer[a][b] = Math.min(longer[a][b], until + rides[v][b]);
          }
        }
      }
      ways = longer;
    }
    /* At each station drawn, when one gets off there. */
    const off = stops.map((_, b) => {
      const least = new Float32Array(n).fill(Infinity);
      for (let a = 0; a < size; a += 1) {
        if (ways[a][b] === Infinity) continue;
        for (let i = 0; i < n; i += 1) least[i] = Math.min(least[i], stops[a].to[i] + ways[a][b]);
      }
      return least;
    });
    return { n, off, from: stops.map((stop) => stop.from) };
  }

  /* Minutes with the lines where it took some minutes before, and takes others over them. */
  function combine(before, over) {
    let way = over;
    if (way > LATE_FROM_MIN) way += ((way - LATE_FROM_MIN) * (way - LATE_FROM_MIN)) / LATE_BY;
    if (before === Infinity) return way < FAR_MIN ? way : Infinity;
    let least = way < before ? way : before;
    const apart = way < before ? before - way : way - before;
    if (apart < RIVAL_MIN && before < FAR_MIN) least -= ((RIVAL_MIN - apart) * (RIVAL_MIN - apart)) / (4 * RIVAL_MIN);
    return least;
  }

  /* The times of a set of lines: read in one row, in one pair, or summed up for all. */
  GA.computeDrawn = (lines) => {
    const { n, off, from } = prepare(lines);
    const { minutes } = GA.drawing;
    const before = (i, j) => minutes[GA.travel.code(0, i, j)];
    const row = new Float32Array(n);
    const fill = (i, size) => {
      let isFirst = true;
      for (let b = 0; b < off.length; b += 1) {
        const start = off[b][i];
        if (start === Infinity) continue;
        const onward = from[b];
        for (let j = 0; j < size; j += 1) {
          const way = start + onward[j];
          if (isFirst || way < row[j]) row[j] = way;
        }
        isFirst = false;
      }
      if (isFirst) row.fill(Infinity);
    };
    return {
      lines,
      pair: (i, j) => {
        if (i === j) return 0;
        let over = Infinity;
        for (let b = 0; b < off.length; b += 1) over = Math.min(over, off[b][i] + from[b][j]);
        return combine(before(i, j), over);
      },
      /* Of each municipality: mass within the limit before and after, and places nearer. */
      reach: (limit, mass) => {
        const size = mass.length;
        const found = { before: new Float64Array(size), after: new Float64Array(size), nearer: new Int32Array(size), limit };
        for (let i = 0; i < size; i += 1) {
          fill(i, size);
          const codes = GA.travel.row(0, i);
          let [was, is, nearer] = [0, 0, 0];
          for (let j = 0; j < size; j += 1) {
            if (i === j) continue;
            const old = minutes[codes[j]];
            const now = row[j] < old + RIVAL_MIN ? combine(old, row[j]) : old;
            if (old <= limit) was += mass[j];
            if (now <= limit) is += mass[j];
            if (now <= old - UNSURE_MIN) nearer += 1;
          }
          found.before[i] = was;
          found.after[i] = is;
          found.nearer[i] = nearer;
        }
        return found;
      },
    };
  };
})(window.geoaccess);
