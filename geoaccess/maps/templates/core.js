/* Core: data, texts in the chosen language, and DOM nodes made of text only. */
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("payload").textContent);
  const listeners = {};
  const GA = (window.geoaccess = {
    data,
    layers: {},
    state: {
      lang: data.lang, site: null, place: null, view: 0, difference: false,
      mode: "reach_pct", direction: "from", siteLayer: "score", symbols: false,
    },
  });

  /* Sites of each view: what is the same in all, and what this one says. */
  const sitesOf = data.views.map((view) =>
    data.sites.map((site, i) => Object.assign(Object.create(site), view.sites[i])));
  GA.site = (i, view) => sitesOf[view === undefined ? GA.state.view : view][i];
  GA.view = () => data.views[GA.state.view];
  GA.isDifference = () => GA.state.difference && GA.state.view > 0;

  /* A day as the page has it: clock times, changes, round trips and minutes on the way. */
  const minutesOf = (clock) => Number(clock.slice(0, -3)) * 60 + Number(clock.slice(-2));
  GA.day = (site, j) => {
    if (!site.days[j]) return null;
    const [depart, arrive, leave, home, out, back, trips, way] = site.days[j];
    return { depart, arrive, leave, home, out, back, trips, way, stay: minutesOf(leave) - minutesOf(arrive) };
  };

  /* Listen to, or send, one of: language, selection, layer, paint (a colour changes), places. */
  GA.on = (event, listener) => (listeners[event] = listeners[event] || []).push(listener);
  GA.emit = (event, detail) => (listeners[event] || []).forEach((listener) => listener(detail));

  /* Text of a key in the page's language, with {placeholders} filled. */
  GA.t = (key, values) => {
    const text = data.strings[GA.state.lang][key];
    if (text === undefined) return key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
  };
  GA.other = () => (GA.state.lang === "ja" ? "en" : "ja");
  GA.name = (thing) => thing[GA.state.lang];

  const formats = new Map();
  GA.number = (value, decimals) => {
    if (value === null) return "–";
    const key = GA.state.lang + decimals;
    if (!formats.has(key)) {
      const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      formats.set(key, new Intl.NumberFormat(GA.state.lang === "ja" ? "ja-JP" : "en-GB", digits));
    }
    return formats.get(key).format(value);
  };
  GA.duration = (minutes) => {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (!hours) return GA.t("duration_min", { minutes: rest });
    return GA.t("duration", { hours, minutes: String(rest).padStart(2, "0") });
  };

  /* A DOM node. Children are nodes or become text nodes: no name is ever read as HTML. */
  GA.el = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "class") node.className = value;
      else if (name === "on") Object.entries(value).forEach(([e, f]) => node.addEventListener(e, f));
      else if (name === "css") Object.assign(node.style, value);
      else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    children.flat().forEach((child) => {
      if (child !== null && child !== undefined) node.append(child);
    });
    return node;
  };
  /* Both names of a thing: the page's language first, the other smaller (once if they agree). */
  GA.names = (thing, tag) => {
    const other = GA.other();
    const nodes = [GA.el(tag || "strong", { lang: GA.state.lang }, GA.name(thing))];
    if (thing[other] !== GA.name(thing)) {
      nodes.push(" ", GA.el("span", { class: "other-name", lang: other }, thing[other]));
    }
    return nodes;
  };

  /* A number of minutes with its sign, and a value with its sign. */
  GA.signed = (value, decimals) => (value > 0 ? "+" : value < 0 ? "−" : "±") + GA.number(Math.abs(value), decimals);

  /* Class number of a value: a class holds its lower break, the last also its upper one. */
  GA.classOf = (value, breaks) => {
    let k = 0;
    while (k < breaks.length - 2 && value >= breaks[k + 1]) k += 1;
    return k;
  };

  /* The bytes of a gzipped element; rejects where the browser cannot unpack. */
  GA.unpackBytes = async (id) => {
    const element = document.getElementById(id);
    const text = atob(element.textContent.trim());
    element.remove();
    const bytes = new Uint8Array(text.length);
    for (let k = 0; k < text.length; k += 1) bytes[k] = text.charCodeAt(k);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  GA.unpack = async (id) => JSON.parse(new TextDecoder().decode(await GA.unpackBytes(id)));
  GA.shapes = (async () => GA.unpack("shapes"))();
  GA.shapes.catch(() => {});

  /* Options of lines in a pane with a canvas of its own, which lets the pointer through. */
  GA.linesIn = (map, pane, zIndex) => {
    if (!map.getPane(pane)) {
      Object.assign(map.createPane(pane).style, { zIndex, pointerEvents: "none" });
      map.lineCanvases = { ...map.lineCanvases, [pane]: L.canvas({ padding: 0.4, pane }) };
    }
    return { pane, renderer: map.lineCanvases[pane], interactive: false };
  };

  /* Show the card of a site, or with null the ranking again. */
  GA.select = (site, options) => {
    GA.state.site = site;
    const node = site === null ? -1 : data.sites[site].node;
    GA.state.place = node < 0 ? null : node;
    GA.showPlace(options || {});
  };
  GA.announce = (text) => {
    document.getElementById("status").textContent = text;
  };
})();
