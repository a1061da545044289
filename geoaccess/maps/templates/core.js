/* Core: data, texts in the chosen language, and DOM nodes made of text only. */
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("payload").textContent);
  const listeners = {};
  const GA = (window.geoaccess = {
    data,
    layers: {},
    state: { lang: data.lang, site: null },
  });

  /* Listen to, or send, one of: language, selection, layer. */
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

  GA.number = (value, decimals) =>
    value === null
      ? "–"
      : new Intl.NumberFormat(GA.state.lang === "ja" ? "ja-JP" : "en-GB", {
          minimumFractionDigits: decimals,
          maximumFractionDigits: decimals,
        }).format(value);
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

  /* Class number of a value: a class holds its lower break, the last also its upper one. */
  GA.classOf = (value, breaks) => {
    let k = 0;
    while (k < breaks.length - 2 && value >= breaks[k + 1]) k += 1;
    return k;
  };

  /* The gzipped JSON of an element; rejects where the browser cannot unpack. */
  GA.unpack = async (id) => {
    const text = atob(document.getElementById(id).textContent.trim());
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  };
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

  GA.select = (site, options) => {
    GA.state.site = site;
    GA.emit("selection", options || {});
  };
  GA.announce = (text) => {
    document.getElementById("status").textContent = text;
  };
})();
