/* Hubs (diamonds, area by mass) and sites (circles, colour by score, number by rank). */
(function (GA) {
  "use strict";
  const { hubs, sites, palette } = GA.data;
  const HUB_SIDES_PX = [8, 18];
  const SITE_PX = 19;
  const STEP = 10000; /* Leaflet adds the height on the screen: a rank must outweigh it. */

  const massive = hubs.map((hub) => hub.mass || 0);
  const largest = Math.max(...massive, 1);
  const hubSide = (j) => Math.max(HUB_SIDES_PX[0], HUB_SIDES_PX[1] * Math.sqrt(massive[j] / largest));
  GA.siteStyle = (site) => {
    if (site.score === null) return { fill: palette.noScore, ink: palette.score.inks[0] };
    const k = GA.classOf(site.score, palette.score.breaks);
    return { fill: palette.score.colours[k], ink: palette.score.inks[k] };
  };
  const scoreText = (site) => GA.t("site_score", { score: GA.number(site.score, 1), rank: site.rank });

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
            const counts = { n: hub.sites, m: sites.length };
            const lines = [GA.el("div", {}, GA.names(hub))];
            if (hub.mass !== null) lines.push(GA.el("div", {}, GA.t("hub_mass", { mass: GA.number(hub.mass, 0) })));
            lines.push(GA.el("div", {}, GA.t("hub_sites", counts)));
            return GA.el("div", { class: "tip" }, lines);
          }, { className: "tip-box", opacity: 1, direction: "top", offset: [0, -side / 2] })
          .addTo(into);
      });
    add(group);
    GA.hubSide = hubSide;
    GA.on("inset", (inset) => groups.push([inset, addInset(inset, add)]));
    GA.on("selection", () => {
      const site = GA.state.site === null ? null : sites[GA.state.site];
      nodes.forEach((same, j) =>
        same.forEach((node) => {
          node.classList.toggle("met", Boolean(site && site.days[j]));
          node.classList.toggle("unmet", Boolean(site && !site.days[j]));
        })
      );
    });
  };

  GA.layers.sites = (map) => {
    const group = L.layerGroup().addTo(map);
    const groups = (GA.layers.sites.groups = [[map, group]]);
    const pins = sites.map(() => []);
    const add = (into, within) =>
      sites.forEach((site, i) => {
        if (within && !within.contains([site.lat, site.lon])) return;
        const { fill, ink } = GA.siteStyle(site);
        const order = STEP * (sites.length + 1 - site.rank);
        const node = GA.el("span", { class: "site-pin", css: { background: fill, color: ink } }, String(site.rank));
        const pin = marker(site, node, SITE_PX, order)
          .bindTooltip(() => GA.el("div", { class: "tip" }, GA.el("div", {}, GA.names(site)), GA.el("div", {}, scoreText(site))),
            { className: "tip-box", opacity: 1, direction: "top", offset: [0, -SITE_PX / 2] })
          .on("click", () => GA.select(i, { from: "map" }))
          .addTo(into);
        pins[i].push({ node, pin, order });
      });
    add(group);
    GA.on("inset", (inset) => groups.push([inset, addInset(inset, add)]));
    drawSpokes(map, group);
    GA.on("selection", () =>
      pins.forEach((same, i) =>
        same.forEach(({ node, pin, order }) => {
          node.classList.toggle("selected", i === GA.state.site);
          pin.setZIndexOffset(i === GA.state.site ? STEP * (sites.length + 2) : order);
        })
      )
    );
  };

  /* The same markers in the inset, as far as they lie in it. */
  function addInset(inset, add) {
    const group = L.layerGroup().addTo(inset);
    add(group, inset.getBounds());
    return group;
  }

  /* Lines from the selected site to every hub that its people can meet. */
  function drawSpokes(map, group) {
    const spokes = L.layerGroup().addTo(group);
    GA.on("selection", ({ from }) => {
      spokes.clearLayers();
      if (GA.state.site === null) return;
      const site = sites[GA.state.site];
      const start = [site.lat, site.lon];
      const common = GA.linesIn(map, "spokes", 470);
      const ends = hubs.filter((hub, j) => site.days[j]).map((hub) => [start, [hub.lat, hub.lon]]);
      spokes.addLayer(L.polyline(ends, { ...common, color: "#ffffff", weight: 4, opacity: 0.8 }));
      spokes.addLayer(L.polyline(ends, { ...common, color: palette.selected, weight: 1.8 }));
      if (from !== "map" && !map.getBounds().pad(-0.05).contains(start)) map.panTo(start, { animate: false });
    });
  }
})(window.geoaccess);
