// The way in and out of the document: a state is {date, layers, view: {lat, lon, zoom}, kiosk, theme}. Whatever is wrong
// in it becomes the nearest sane value or is left as it was.
//
// From the parent window:  {type: "atlas:set", number, date, layers, view, kiosk, theme}, every part optional.
// To the parent window:    {type: "atlas:ready"} after the first paint,
//                          {type: "atlas:settled", answers, date, layers, view} 300 ms after the last change; `answers` is
//                          the number of the last set that is in it, null before the first,
//                          {type: "atlas:clicked", unit, date}.
// At the start:            the address's fragment, as JSON or as date=...&layers=a,b&view=lat,lon,zoom&kiosk=1&theme=dark.
"use strict";
(() => {
  const TimeMap = window.TimeMap;
  const REST = 300;

  /** A state from an untrusted object: only parts that can be understood. */
  function sane(raw, clock, layerKeys) {
    const state = {};
    if (raw === null || typeof raw !== "object") return state;
    const day = clock.dayOf(raw.date);
    if (day !== null) state.day = day;
    if (Array.isArray(raw.layers)) state.layers = raw.layers.filter((key) => layerKeys.includes(key));
    const view = saneView(raw.view);
    if (view) state.view = view;
    if (typeof raw.kiosk === "boolean") state.kiosk = raw.kiosk;
    if (raw.theme === "light" || raw.theme === "dark") state.theme = raw.theme;
    return state;
  }

  function saneView(raw) {
    if (raw === null || typeof raw !== "object") return null;
    const within = (value, low, high) => Math.max(low, Math.min(high, value));
    const { lat, lon, zoom } = raw;
    if (![lat, lon, zoom].every((value) => typeof value === "number" && Number.isFinite(value))) return null;
    return { lat: within(lat, 43.5, 71), lon: within(lon, 12, 48), zoom: within(zoom, TimeMap.ZOOMS[0], TimeMap.ZOOMS[1]) };
  }

  /** The state that the address asks for. */
  function fromAddress() {
    let text = "";
    try {
      text = decodeURIComponent(window.location.hash.slice(1));
    } catch {
      return {};
    }
    if (text.startsWith("{")) {
      try {
        return JSON.parse(text);
      } catch {
        return {};
      }
    }
    const query = new URLSearchParams(text);
    const [lat, lon, zoom] = (query.get("view") ?? "").split(",").map(Number);
    return {
      date: query.get("date"),
      layers: query.get("layers")?.split(","),
      view: query.has("view") ? { lat, lon, zoom } : null,
      kiosk: query.get("kiosk") === "1" ? true : undefined,
      theme: query.get("theme"),
    };
  }

  class Bridge {
    constructor(atlas) {
      this.atlas = atlas;
      Object.assign(this, { timer: null, answers: null });
      window.addEventListener("message", ({ source, data }) => {
        if (source !== window.parent || source === window || data?.type !== "atlas:set") return;
        if (Number.isInteger(data.number)) this.answers = data.number;
        atlas.apply(sane(data, atlas.clock, atlas.layerKeys));
      });
    }

    send(message) {
      // Nothing in a message is private: date, layers and view of a public map. So any parent may hear it.
      if (window.parent !== window) window.parent.postMessage(message, "*");
    }

    /** Something changed: report once it has rested. */
    touch() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.send({ type: "atlas:settled", answers: this.answers, ...this.atlas.state() });
        this.atlas.settled();
      }, REST);
    }
  }

  TimeMap.Bridge = Bridge;
  TimeMap.sane = sane;
  TimeMap.fromAddress = fromAddress;
})();
