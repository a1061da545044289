/* The rail network: a casing and a pen for each class; what a scenario builds or closes. */
(function (GA) {
  "use strict";
  const ORDER = ["conventional", "mini-shinkansen", "maglev", "shinkansen"];
  const styleOf = (line) => GA.data.palette.lines[line.class] || GA.data.palette.lines.conventional;

  GA.layers.network = (map) => {
    const group = L.layerGroup().addTo(map);
    GA.layers.network.groups = [[map, group]];
    GA.stations = [];
    GA.shapes.then((shapes) => {
      const { stations, lines } = shapes.network;
      const place = (k) => [stations[k][2], stations[k][3]];
      const sorted = [...lines].sort((a, b) => ORDER.indexOf(a.class) - ORDER.indexOf(b.class));
      const common = { ...GA.linesIn(map, "network", 460), smoothFactor: 0.5 };
      const dots = L.layerGroup();
      const seen = new Set();
      for (const line of sorted) {
        const pen = styleOf(line);
        const runs = line.runs.map((run) => run.map(place));
        group.addLayer(L.polyline(runs, { ...common, color: "#ffffff", weight: pen.casing, opacity: 0.85, lineCap: "butt" }));
        group.addLayer(L.polyline(runs, { ...common, color: pen.color, weight: pen.weight, dashArray: pen.dash || null, lineCap: "butt" }));
      }
      for (const line of [...sorted].reverse()) {
        for (const k of line.runs.flat()) {
          if (seen.has(k)) continue;
          seen.add(k);
          const [en, ja, lat, lon] = stations[k];
          const isMain = line.class !== "conventional";
          GA.stations.push({ en, ja, lat, lon, isMain });
          dots.addLayer(
            L.circleMarker([lat, lon], {
              ...common, radius: isMain ? 3 : 2.2, color: styleOf(line).color, weight: 1.2,
              fillColor: "#ffffff", fillOpacity: 1,
            })
          );
        }
      }
      /* Stations only where there is room for them. */
      const showDots = () => {
        if (map.getZoom() >= 7.25) group.addLayer(dots);
        else group.removeLayer(dots);
      };
      map.on("zoomend", showDots);
      showDots();
      /* Lines that the scenario of the view adds, dashed, and what it closes. */
      const changed = L.layerGroup().addTo(group);
      const showChanges = () => {
        changed.clearLayers();
        const { added, removed } = shapes.changes[GA.state.view];
        const draw = (list, color, dashArray, weight) => list.forEach((line) => {
          const runs = line.runs.map((run) => run.map(place));
          changed.addLayer(L.polyline(runs, { ...common, color: "#ffffff", weight: weight + 2.6, opacity: 0.9 }));
          changed.addLayer(L.polyline(runs, { ...common, color, weight, dashArray }));
          line.runs.flat().forEach((k) => changed.addLayer(L.circleMarker(place(k), {
            ...common, radius: 3, color, weight: 1.4, fillColor: "#ffffff", fillOpacity: 1,
          })));
        });
        draw(removed, GA.data.palette.closed, "1 5", 2.2);
        draw(added, GA.data.palette.planned, "9 6", 3.2);
        GA.changedLines = { added: added.length > 0, removed: removed.length > 0 };
      };
      GA.on("view", showChanges);
      showChanges();
      GA.lineClasses = ORDER.filter((name) => lines.some((line) => (GA.data.palette.lines[line.class] ? line.class : "conventional") === name)).reverse();
      GA.emit("network");
    }, () => {});
  };
})(window.geoaccess);
