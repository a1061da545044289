/* Drawn lines on the map: the lines, stations picked by a click, and colours of what is gained. */
(function (GA) {
  "use strict";
  const { palette } = GA.data;
  const SNAP_PX = 14;
  const SNAP_KM = 1;
  const PEOPLE_STEPS = [0.1e6, 1e6, 5e6];
  const COUNT_STEPS = [5, 25, 100];
  const { better, same } = palette.difference;
  const stripes = (colour) => GA.stripes(colour, "#8b8b8b");
  const steps = () => (GA.drawn.isPeople ? PEOPLE_STEPS : COUNT_STEPS);
  const ends = (zone) => (GA.state.direction === "from" ? [GA.state.place, zone] : [zone, GA.state.place]);
  const massText = (value) => GA.drawn.massText(value);
  const level = (value, bounds) => bounds.filter((one) => value >= one).length;
  const timeText = (value) => (value === Infinity ? GA.t("no_connection")
    : value >= 520 ? GA.t("far", { duration: GA.duration(520) }) : GA.duration(Math.round(value)));

  /* Minutes between two places today and with the lines; infinite where there is no way. */
  const timesOf = (from, to) => {
    const before = GA.travel.minutes(0, from, to);
    return [Number.isNaN(before) ? Infinity : before, GA.drawn.times.pair(from, to)];
  };
  GA.drawnTimes = timesOf;
  GA.drawnTimeText = timeText;

  const swatch = (colour) => GA.el("span", { class: "swatch", css: { background: colour } });
  const rowOf = (colour, text) => GA.el("li", {}, swatch(colour), GA.el("span", {}, text));
  const striped = (colour) => `repeating-linear-gradient(135deg, ${colour} 0 3px, #8b8b8b 3px 4.3px)`;

  GA.extraModes.drawn_people = {
    fill: (zone) => {
      const gain = GA.drawn.reach.after[zone] - GA.drawn.reach.before[zone];
      return gain > 0 ? better[level(gain, steps())] : same;
    },
    question: () => GA.t("question_drawn_people", { hours: GA.drawn.reach.limit / 60 }),
    note: () => GA.t("draw_note_people", { hours: GA.drawn.reach.limit / 60 }),
    lines: (zone) => {
      const { before, after, nearer } = GA.drawn.reach;
      return [
        GA.t("draw_before_after", { before: massText(before[zone]), after: massText(after[zone]) }),
        GA.t("draw_nearer", { n: nearer[zone] }), GA.t("draw_approximate"),
      ];
    },
    legend: () => {
      const bounds = steps().map(massText);
      const names = [`< ${bounds[0]}`, `${bounds[0]}–${bounds[1]}`, `${bounds[1]}–${bounds[2]}`, `≥ ${bounds[2]}`];
      return GA.el("ul", {}, rowOf(same, GA.t("draw_no_gain")), better.map((colour, k) => rowOf(colour, "+ " + names[k])));
    },
  };
  GA.extraModes.drawn_saved = {
    isPlace: true,
    fill: (zone) => {
      const [before, after] = timesOf(...ends(zone));
      if (after === Infinity) return GA.noneFill();
      if (before === Infinity) return palette.difference.gained;
      const saved = before - after;
      if (saved < 1) return same;
      const colour = better[level(saved, palette.time.steps)];
      return saved < GA.unsureMin ? stripes(colour) : colour;
    },
    question: () => GA.t("question_drawn_saved_" + GA.state.direction, { name: GA.placeName() }),
    note: () => GA.t("draw_note_saved"),
    lines: (zone) => {
      const [before, after] = timesOf(...ends(zone));
      const lines = [GA.t("draw_before_after", { before: timeText(before), after: timeText(after) })];
      if (after < before && before - after < GA.unsureMin) lines.push(GA.t("unsure"));
      return [...lines, GA.t("draw_approximate")];
    },
    legend: () => {
      const [a, b, c] = palette.time.steps;
      return GA.el("ul", {}, rowOf(same, GA.t("draw_no_gain")),
        rowOf(striped(better[0]), GA.t("draw_saved_unsure", { n: a })), rowOf(better[1], GA.t("unit_min", { value: `${a}–${b}` })), rowOf(better[2], GA.t("unit_min", { value: `${b}–${c}` })),
        rowOf(better[3], GA.t("unit_min", { value: `≥ ${c}` })), rowOf(palette.difference.gained, GA.t("difference_gained")), rowOf(striped("#e3e3e3"), GA.t("no_connection")));
    },
  };

  /* The lines drawn, and the one that is being put together. */
  let group = null;
  GA.showDrawn = (lines, draft) => {
    if (!group) group = L.layerGroup().addTo(GA.map);
    group.clearLayers();
    const common = GA.linesIn(GA.map, "drawn", 480);
    const put = (stations, weight) => {
      const points = stations.map((one) => [one.lat, one.lon]);
      group.addLayer(L.polyline(points, { ...common, color: "#ffffff", weight: weight + 2.6, opacity: 0.9 }));
      group.addLayer(L.polyline(points, { ...common, color: palette.planned, weight, dashArray: "9 6" }));
      points.forEach((at) => group.addLayer(L.circleMarker(at, { ...common, radius: 5, color: palette.planned, weight: 2.2, fillColor: "#ffffff", fillOpacity: 1 })));
    };
    lines.forEach((line) => put(line.stations, 3.6));
    if (draft.length) put(draft, 2.4);
  };

  /* While stations are picked, a click on the map is one: that of today nearby, or a new one. */
  GA.pickStations = (take) => {
    const box = GA.map.getContainer();
    box.addEventListener("click", (event) => {
      if (!GA.state.picking || event.target.closest(".leaflet-control, .inset")) return;
      event.stopPropagation();
      event.preventDefault();
      const at = GA.map.mouseEventToLatLng(event);
      const here = GA.map.latLngToContainerPoint(at);
      let [nearest, least] = [null, Infinity];
      GA.drawing.stations.forEach((one) => {
        const px = GA.map.latLngToContainerPoint([one.lat, one.lon]).distanceTo(here);
        if (px < least) [nearest, least] = [one, px];
      });
      const position = { lat: Math.round(at.lat * 1e4) / 1e4, lon: Math.round(at.lng * 1e4) / 1e4 };
      const isThere = nearest && (least <= SNAP_PX || GA.straightKm(nearest, position) <= SNAP_KM);
      take(isThere ? nearest : position);
    }, true);
  };
})(window.geoaccess);
