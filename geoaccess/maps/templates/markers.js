/* Hubs (diamonds, area by mass) and sites (circles, colour by score, number by rank). */
(function (GA) {
  "use strict";
  const { data } = GA;
  const { hubs, sites, palette } = data;
  const HUB_SIDES_PX = [8, 18];
  const MOST_PINS = 300; /* More sites are drawn on a canvas, without their rank. */
  const isCrowded = sites.length > MOST_PINS;
  const SITE_PX = isCrowded ? 9 : 19;
  GA.sitePx = SITE_PX;
  const STEP = 10000; /* Leaflet adds the height on the screen: a rank must outweigh it. */

  const massive = hubs.map((hub) => hub.mass || 0);
  const largest = Math.max(...massive, 1);
  const hubSide = (j) => Math.max(HUB_SIDES_PX[0], HUB_SIDES_PX[1] * Math.sqrt(massive[j] / largest));
  /* What sites can be coloured by: a value of a site, null where there is none. */
  const indicatorAt = (name) => data.indicators.findIndex((one) => one.name === name);
  const mass = hubs.reduce((sum, hub) => sum + (hub.mass || 0), 0);
  const SITE_VALUES = {
    score: (site) => site.score,
    rank_width: (site) => (site.ranks ? site.ranks[1] - site.ranks[0] : null),
    probability_pct: (site) => (site.kappa && mass
      ? (100 * hubs.reduce((sum, hub, j) => sum + (hub.mass || 0) * site.kappa[j], 0)) / mass : null),
  };
  for (const name of ["reach_pct", "meeting_hours", "robustness"]) {
    const k = indicatorAt(name);
    if (k >= 0 && !data.missing.includes(name)) SITE_VALUES[name] = (site) => site.values[k];
  }
  GA.siteLayers = Object.keys(SITE_VALUES).filter((name) => sites.some((site, i) => SITE_VALUES[name](GA.site(i, 0)) !== null));
  GA.siteLayer = (name) => (name === "score"
    ? { ...palette.layers.score, ...palette.score }
    : { ...palette.layers[name], colours: palette.score.colours.slice(0, 5), inks: palette.score.inks.slice(0, 5) });

  /* Whether draws leave open if a figure of a site rises or falls. */
  const isUnsure = (site, name) => {
    const drawn = site.moved && site.moved[name];
    return Boolean(drawn && drawn[0] <= 0 && drawn[1] >= 0);
  };
  GA.siteStyle = (site, i) => {
    const name = GA.state.siteLayer;
    const value = SITE_VALUES[name](site);
    const layer = GA.siteLayer(name);
    if (i !== undefined && GA.isDifference()) {
      const before = SITE_VALUES[name](GA.site(i, 0));
      const { better, worse, same } = palette.difference;
      if (value === null || before === null) return { fill: palette.noScore, ink: "#1b232c" };
      const by = value - before;
      if (Math.abs(by) < 1e-9) return { fill: same, ink: "#1b232c" };
      const k = layer.steps.filter((one) => Math.abs(by) >= one).length;
      const good = (by < 0) === Boolean(layer.lower);
      return { fill: (good ? better : worse)[k], ink: k > 2 ? "#ffffff" : "#1b232c", unsure: isUnsure(site, name) };
    }
    if (value === null) return { fill: palette.noScore, ink: layer.inks[0] };
    const k = GA.classOf(value, layer.breaks);
    return { fill: layer.colours[k], ink: layer.inks[k] };
  };
  const scoreText = (site) => GA.t("site_score", { score: GA.number(site.score, 1), rank: site.rank });
  const layerText = (site) => {
    const name = GA.state.siteLayer;
    const value = SITE_VALUES[name](site);
    if (name === "score" || value === null) return null;
    const { unit, decimals } = GA.siteLayer(name);
    return `${GA.t("mode_" + name)}${GA.state.lang === "ja" ? "：" : ": "}${GA.t(unit, { value: GA.number(value, decimals) })}`;
  };
  const siteTip = (i) => {
    const site = GA.site(i);
    const drawn = site.interval ? GA.t("interval", { low: GA.number(site.interval[0], 1), high: GA.number(site.interval[1], 1), best: site.ranks[0], worst: site.ranks[1] }) : null;
    return GA.el("div", { class: "tip" }, GA.el("div", {}, GA.names(site)), GA.el("div", {}, scoreText(site)),
      drawn ? GA.el("div", { class: "quiet" }, drawn) : null, layerText(site));
  };

  /* Markers are for the pointer: the keyboard has the ranking, which holds the same sites. */
  const marker = (place, node, size, order) =>
    L.marker([place.lat, place.lon], {
      icon: L.divIcon({ html: node, className: "pin", iconSize: [size, size] }),
      keyboard: false,
      zIndexOffset: order,
    });

  GA.layers.hubs = (map) => {
    const group = L.layerGroup().addTo(map);
    const groups = (GA.layers.hubs.groups = [[map, group]]);
    const nodes = hubs.map(() => []);
    const add = (into, within) =>
      hubs.forEach((hub, j) => {
        if (within && !within.contains([hub.lat, hub.lon])) return;
        const side = hubSide(j);
        const node = GA.el("span", { class: "hub-pin", css: { width: side + "px", height: side + "px" } });
        nodes[j].push(node);
        marker(hub, node, side * 1.42, 0)
          .bindTooltip(() => {
            const counts = { n: hub.sites[GA.state.view], m: sites.length };
            const lines = [GA.el("div", {}, GA.names(hub))];
            if (hub.mass !== null) lines.push(GA.el("div", {}, GA.t("hub_mass", { mass: GA.number(hub.mass, 0) })));
            lines.push(GA.el("div", {}, GA.t("hub_sites", counts)));
            return GA.el("div", { class: "tip" }, lines);
          }, { className: "tip-box", opacity: 1, direction: "top", offset: [0, -side / 2] })
          .on("click", () => GA.travel && hub.node >= 0 && GA.choose(hub.node, { from: "map" }))
          .addTo(into);
      });
    add(group);
    GA.hubSide = hubSide;
    GA.on("inset", (inset) => groups.push([inset, addInset(inset, add)]));
    const mark = () => {
      const site = GA.state.site === null ? null : GA.site(GA.state.site);
      nodes.forEach((same, j) =>
        same.forEach((node) => {
          node.classList.toggle("met", Boolean(site && site.days[j]));
          node.classList.toggle("unmet", Boolean(site && !site.days[j]));
        })
      );
    };
    GA.on("selection", mark);
    GA.on("view", mark);
  };

  GA.layers.sites = (map) => {
    const group = L.layerGroup().addTo(map);
    const groups = (GA.layers.sites.groups = [[map, group]]);
    const pins = sites.map(() => []);
    const orderOf = (i) => STEP * (sites.length + 1 - GA.site(i).rank);
    const addPin = (i, into) => {
      const node = GA.el("span", { class: "site-pin" });
      const pin = marker(sites[i], node, SITE_PX, 0)
        .bindTooltip(() => siteTip(i), { className: "tip-box", opacity: 1, direction: "top", offset: [0, -SITE_PX / 2] })
        .on("click", () => GA.select(i, { from: "map" }))
        .addTo(into);
      pins[i].push((selected) => {
        const { fill, ink, unsure } = GA.siteStyle(GA.site(i), i);
        Object.assign(node.style, { background: unsure ? GA.striped(fill, "#8b8b8b") : fill, color: ink });
        node.textContent = String(GA.site(i).rank);
        node.classList.toggle("selected", selected);
        pin.setZIndexOffset(selected ? STEP * (sites.length + 2) : orderOf(i));
      });
      pins[i][pins[i].length - 1].small = (on) => node.classList.toggle("small", on);
    };
    const addDot = (i, into, renderer) => {
      const dot = L.circleMarker([sites[i].lat, sites[i].lon], { renderer, radius: SITE_PX / 2, weight: 0.8, fillOpacity: 1 })
        .bindTooltip(() => siteTip(i), { className: "tip-box", opacity: 1, direction: "top" })
        .on("click", () => GA.select(i, { from: "map" }))
        .addTo(into);
      pins[i].push((selected) => dot.setStyle({
        fillColor: GA.siteStyle(GA.site(i), i).fill, color: selected ? palette.selected : "#1b232c", weight: selected ? 4 : 0.8,
      }));
    };
    const add = (into, within, target) => {
      if (isCrowded && !target.getPane("dots")) target.createPane("dots").style.zIndex = 560;
      const renderer = isCrowded ? L.canvas({ padding: 0.4, pane: "dots" }) : null;
      const order = sites.map((site, i) => i).sort((a, b) => GA.site(b, 0).rank - GA.site(a, 0).rank);
      (isCrowded ? order : sites.map((site, i) => i)).forEach((i) => {
        if (within && !within.contains([sites[i].lat, sites[i].lon])) return;
        if (isCrowded) addDot(i, into, renderer);
        else addPin(i, into);
      });
    };
    const style = () => pins.forEach((same, i) => same.forEach((one) => one(i === GA.state.site)));
    add(group, null, map);
    if (!isCrowded) GA.thinPins(map, pins);
    style();
    GA.on("inset", (inset) => {
      groups.push([inset, addInset(inset, add)]);
      style();
    });
    drawSpokes(map, group);
    GA.on("paint", style);
    GA.styleSites = style;
  };

  /* Where pins would cover each other the better ranks keep their number, the others are small
     until there is room: nothing is left out. */
  GA.thinPins = (map, pins) => {
    const near = SITE_PX - 3;
    const thin = () => {
      const kept = [];
      const small = (GA.smallSites = new Set());
      const rank = (i) => (i === GA.state.site ? 0 : GA.site(i).rank);
      sites.map((site, i) => i).sort((a, b) => rank(a) - rank(b)).forEach((i) => {
        const at = map.latLngToLayerPoint([sites[i].lat, sites[i].lon]);
        if (kept.some((other) => other.distanceTo(at) < near)) small.add(i);
        else kept.push(at);
      });
      pins.forEach(([first], i) => first && first.small(small.has(i)));
    };
    map.on("zoomend", thin);
    ["selection", "view"].forEach((event) => GA.on(event, thin));
    GA.on("places", thin);
    thin();
  };

  /* Shipped agglomerations where other sites are scored. */
  GA.layers.agglomerations = (map) => {
    const group = L.layerGroup();
    GA.layers.agglomerations.groups = [[map, group]];
    map.createPane("agglomerations").style.zIndex = 550;
    const renderer = L.canvas({ padding: 0.4, pane: "agglomerations" });
    data.agglomerations.forEach((one) => L.circleMarker([one.lat, one.lon], {
      renderer, pane: "agglomerations", radius: 5, weight: 2, color: "#0b5c4a", fillColor: "#ffffff", fillOpacity: 1,
    }).bindTooltip(() => GA.el("div", { class: "tip" }, GA.names(one)), { className: "tip-box", opacity: 1 }).addTo(group));
  };

  /* A ring around the chosen place. */
  GA.startRing = (map) => {
    const ring = L.circleMarker([0, 0], { ...GA.linesIn(map, "ring", 610), radius: 9, color: palette.selected, weight: 3, fill: false });
    const casing = L.circleMarker([0, 0], { ...GA.linesIn(map, "ring", 610), radius: 9, color: "#ffffff", weight: 6, fill: false });
    GA.on("selection", () => {
      const node = GA.state.place === null ? null : GA.nodes[GA.state.place];
      [casing, ring].forEach((one) => (node && GA.state.site === null ? one.setLatLng([node.lat, node.lon]).addTo(map) : one.remove()));
    });
  };

  /* The same markers in the inset, as far as they lie in it. */
  function addInset(inset, add) {
    const group = L.layerGroup().addTo(inset);
    add(group, inset.getBounds(), inset);
    return group;
  }

  /* Lines from the selected site to every hub that its people can meet. */
  function drawSpokes(map, group) {
    const spokes = L.layerGroup().addTo(group);
    const draw = ({ from }) => {
      spokes.clearLayers();
      const { place, site: chosen } = GA.state;
      if (chosen === null && place === null) return;
      const common = GA.linesIn(map, "spokes", 470);
      const put = (start, ends, dashArray) => {
        const lines = ends.map((end) => [start, [end.lat, end.lon]]);
        spokes.addLayer(L.polyline(lines, { ...common, color: "#ffffff", weight: 4, opacity: 0.8 }));
        spokes.addLayer(L.polyline(lines, { ...common, color: palette.selected, weight: 1.8, dashArray }));
      };
      const weak = chosen === null ? null : GA.site(chosen).weak;
      if (weak && weak.line.length === 2) {
        const { weak: colour } = palette;
        spokes.addLayer(L.polyline(weak.line, { ...common, color: "#ffffff", weight: 11, opacity: 0.9 }));
        spokes.addLayer(L.polyline(weak.line, { ...common, color: colour, weight: 6.5, lineCap: "butt" }));
      }
      let start;
      if (GA.state.mode === "day" && place !== null) {
        /* Partners: sites and hubs with day returns both ways. */
        const node = GA.nodes[place];
        start = [node.lat, node.lon];
        put(start, GA.partners(place).map((one) => GA.nodes[one]), null);
      } else if (chosen !== null) {
        const site = GA.site(chosen);
        start = [site.lat, site.lon];
        put(start, hubs.filter((hub, j) => site.days[j]), null);
      }
      if (start && from && from !== "map" && !map.getBounds().pad(-0.05).contains(start)) map.panTo(start, { animate: false });
    };
    GA.on("selection", draw);
    GA.on("paint", () => draw({}));
    GA.on("view", () => draw({}));
  }

  /* Nodes of the sites and hubs that can visit a place, and be visited, in a day. */
  GA.partners = (place) => {
    const { view } = GA.state;
    const nodes = new Set([...sites, ...hubs].map((one) => one.node).filter((node) => node >= 0 && node !== place));
    return [...nodes].filter((node) => GA.travel.canVisit(view, place, node) && GA.travel.canVisit(view, node, place));
  };
})(window.geoaccess);
