// Puts the parts together on a Leaflet map and a payload. Everything the page offers to tests and hosts is `window.atlas`.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  TimeMap.ZOOMS = [1.25, 8];

  /** What the start image must show, in metres around the map's centre: 46-66 N, from the Elbe to the Volga. */
  const STORY = { west: -1.23e6, south: -1.06e6, east: 1.13e6, north: 1.24e6 };
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  class Atlas {
    constructor(map, payload) {
      Object.assign(this, { map, payload, words: payload.words, root: document.getElementById("atlas") });
      this.clock = new TimeMap.Clock(payload.period, payload.changes);
      this.layerKeys = payload.layers.map(({ key }) => key);
      const start = TimeMap.sane({ ...payload.start, ...withoutGaps(TimeMap.fromAddress()) }, this.clock, this.layerKeys);
      this.beginning = { day: this.clock.opens, layers: null, view: null, ...start };
      this.clock.day = this.beginning.day;
      this.setTheme(start.theme);
      this.showView(this.beginning.view);
      this.build();
      this.listen();
      this.switches.choose(this.beginning.layers);
      this.clock.showAll();
      this.kiosk.set(Boolean(start.kiosk));
      this.finish();
    }

    build() {
      const { map, payload, root, words } = this;
      const styles = new TimeMap.Styles(payload.styles, payload.patterns);
      TimeMap.html("style", "", styles.rules(), document.head);
      this.sheet = new TimeMap.Sheet(new TimeMap.Geometry(payload.geometry), styles);
      this.sheet.addTo(map);
      this.scene = new TimeMap.Scene(this.sheet, payload, this.clock);
      this.glow = new TimeMap.Glow(this.scene, calm);
      this.time = new TimeMap.TimePanel(this.scene, root, words);
      this.switches = new TimeMap.Switches(this.scene, root.querySelector(".layers .body"), words);
      this.legend = new TimeMap.Legend(this.scene, root.querySelector(".legend .body"), words);
      this.kiosk = new TimeMap.Kiosk(this, root);
      this.inquiry = new TimeMap.Inquiry(map, this.scene, payload, words, root.querySelector(".fact"));
      new TimeMap.Edges(this.sheet, map.getContainer());
      new TimeMap.ScaleBar(this.sheet, root.querySelector(".scale"), words);
      this.bridge = new TimeMap.Bridge(this);
      this.announcer = root.querySelector("[aria-live]");
    }

    listen() {
      const touch = () => this.bridge.touch();
      this.clock.onDay(touch);
      this.switches.onChange(touch);
      this.switches.onChange(() => this.labels?.place());
      this.map.on("moveend", touch);
      this.map.on("movestart zoomstart", () => (this.moved = true));
      this.map.on("resize", () => !this.moved && this.showView(this.beginning.view));
      this.inquiry.onClicked((unit) => this.bridge.send({ type: "atlas:clicked", unit, date: this.clock.iso() }));
      this.listenToButtons();
      document.addEventListener("keydown", (event) => this.key(event));
    }

    listenToButtons() {
      const on = (selector, action) => this.root.querySelector(selector).addEventListener("click", action);
      on(".zoom .in", () => this.map.zoomIn(0.5));
      on(".zoom .out", () => this.map.zoomOut(0.5));
      on(".zoom .whole", () => this.showView(null));
      for (const heading of this.root.querySelectorAll(".side button[aria-expanded]")) {
        heading.addEventListener("click", () => {
          this.foldedByHand = true;
          this.fold(heading, heading.getAttribute("aria-expanded") === "true");
        });
      }
      this.foldForRoom();
      // The page may get its size only after it has started.
      this.map.on("resize", () => !this.foldedByHand && this.foldForRoom());
    }

    /** Where the page is narrow, the switches wait behind their heading, and where it is small the legend too. */
    foldForRoom() {
      const { x: width, y: height } = this.map.getSize();
      const small = width < 900 || height < 620;
      for (const heading of this.root.querySelectorAll(".side button[aria-expanded]")) {
        const isLegend = heading.closest("section").classList.contains("legend");
        const tight = width < 1250 || document.documentElement.classList.contains("kiosk");
        this.fold(heading, small || (tight && !isLegend));
      }
    }

    fold(heading, folded) {
      heading.setAttribute("aria-expanded", String(!folded));
      heading.closest("section").classList.toggle("folded", folded);
    }

    // --- keys --------------------------------------------------------------------------------------------------

    key(event) {
      if (event.defaultPrevented) return;
      const { target } = event;
      const container = this.map.getContainer();
      if (target === container && container.matches(":focus-visible") && this.mapKey(event)) return event.preventDefault();
      const typing = target.matches?.("input, select, textarea");
      const pressing = target.matches?.("button") && (event.key === " " || event.key === "Enter");
      if (event.key === "Escape") this.inquiry.close();
      if (!typing && !pressing && this.time.key(event)) event.preventDefault();
    }

    /** While the map itself has the keyboard's focus, arrows move it, plus and minus zoom, Enter asks. */
    mapKey({ key, altKey, ctrlKey, metaKey }) {
      if (altKey || ctrlKey || metaKey) return false;
      const moves = { ArrowLeft: [-120, 0], ArrowRight: [120, 0], ArrowUp: [0, -120], ArrowDown: [0, 120] };
      if (moves[key]) this.map.panBy(moves[key], { animate: !calm.matches });
      else if (key === "+" || key === "=") this.map.zoomIn(0.5);
      else if (key === "-") this.map.zoomOut(0.5);
      else if (key === "Enter") this.askCentre();
      else return false;
      return true;
    }

    /** The keyboard's way of asking: the card then takes the focus, and its button gives it back to the map. */
    askCentre() {
      this.inquiry.ask(this.map.getCenter());
      const button = this.root.querySelector(".fact .close");
      button?.focus();
      button?.addEventListener("click", () => this.map.getContainer().focus());
    }

    // --- state -------------------------------------------------------------------------------------------------

    state() {
      const { lat, lng } = this.map.getCenter();
      const round = (value, digits) => Number(value.toFixed(digits));
      const view = { lat: round(lat, 4), lon: round(lng, 4), zoom: round(this.map.getZoom(), 3) };
      return { date: this.clock.iso(), layers: this.switches.keys(), view };
    }

    /** Take over the parts of a sane state that are there. */
    apply({ day, layers, view, kiosk, theme }) {
      if (theme) this.setTheme(theme);
      if (layers) this.switches.choose(layers);
      if (view) this.showView(view);
      if (day !== undefined) {
        this.clock.pause();
        this.clock.set(day, "step");
      }
      if (kiosk !== undefined) this.kiosk.set(kiosk);
    }

    /** The start image again: date, layers, view, reading, no popup. */
    reset() {
      this.inquiry.close();
      this.clock.pause();
      this.switches.resetTitle();
      this.switches.choose(this.beginning.layers);
      this.showView(this.beginning.view);
      this.time.resetSpeed();
      this.foldedByHand = false;
      if (this.kiosk.active) this.foldForRoom();
      this.clock.set(this.beginning.day, "set");
    }

    setTheme(theme) {
      if (theme) document.documentElement.dataset.theme = theme;
    }

    /** Show a view, or the whole story area where none is given. */
    showView(view) {
      const target = view ?? this.wholeView();
      const snap = this.map.options.zoomSnap;
      this.map.options.zoomSnap = 0;
      this.map.setView([target.lat, target.lon], target.zoom, { animate: false });
      this.map.options.zoomSnap = snap;
      this.moved = view !== null && view !== this.beginning.view;
    }

    /** The view in which the story area fills the free part of the page, above the time strip. */
    wholeView() {
      this.map.invalidateSize({ pan: false, animate: false });
      const { x: width, y: height } = this.map.getSize();
      const strip = this.root.querySelector(".time").offsetHeight;
      const metres = Math.max((STORY.north - STORY.south) / Math.max(200, height - strip - 16), (STORY.east - STORY.west) / width);
      const zoom = Math.max(TimeMap.ZOOMS[0], Math.log2(TimeMap.projection.METRES_AT_ZERO / metres));
      const [x, y] = [(STORY.west + STORY.east) / 2, (STORY.south + STORY.north) / 2 - (strip / 2) * TimeMap.metresPerPixel(zoom)];
      return { ...TimeMap.projection.inverse(x, y), zoom };
    }

    /** The date and the view have come to rest: what may wait until now. */
    settled() {
      this.legend.refresh();
      this.inquiry.refresh();
      const spoken = this.time.spoken();
      if (!this.clock.playing && this.announcer.textContent !== spoken) this.announcer.textContent = spoken;
    }

    /** Names need their fonts; with them in place the first picture is complete. */
    async finish() {
      const style = getComputedStyle(document.documentElement);
      const faces = { sans: style.getPropertyValue("--sans"), serif: style.getPropertyValue("--serif") };
      const wanted = [`400 12px ${faces.sans}`, `600 12px ${faces.sans}`, `italic 400 12px ${faces.serif}`, `400 12px ${faces.serif}`];
      const fonts = Promise.all(wanted.map((font) => document.fonts.load(font, "Ażя")));
      await Promise.race([fonts.catch(() => null), new Promise((resolve) => setTimeout(resolve, 2000))]);
      this.labels = new TimeMap.Labels(this.scene, faces);
      this.labels.place();
      this.legend.refresh();
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          document.documentElement.dataset.ready = "true";
          this.bridge.send({ type: "atlas:ready" });
          this.sheet.paths.warm();
          this.labels.warm();
          this.time.warm();
        })
      );
    }
  }

  const withoutGaps = (object) => Object.fromEntries(Object.entries(object ?? {}).filter(([, value]) => value !== null && value !== undefined));

  /** Start the atlas; returns what is offered to hosts and tests. */
  TimeMap.start = (map, payload) => {
    const edge = 2.6e6;
    const corner = (x, y) => L.latLng(Object.values(TimeMap.projection.inverse(x, y)));
    map.setMaxBounds(L.latLngBounds(corner(-edge, -edge), corner(edge, edge)));
    if (calm.matches) Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, inertia: false });
    const container = map.getContainer();
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", payload.words.page.map);
    const atlas = new Atlas(map, payload);
    window.atlas = {
      date: () => atlas.clock.iso(),
      setDate: (iso) => {
        const day = atlas.clock.dayOf(iso);
        if (day !== null) atlas.apply({ day });
        return atlas.clock.iso();
      },
      step: (count) => atlas.clock.set(atlas.clock.day + count, "step"),
      state: () => atlas.state(),
      isDrawn: () => Boolean(atlas.sheet.isRefined && atlas.labels?.isWritten),
      names: () => atlas.labels?.texts() ?? [],
      set: (state) => atlas.apply(TimeMap.sane(state, atlas.clock, atlas.layerKeys)),
      reset: () => atlas.reset(),
      map,
      internals: atlas,
    };
    return window.atlas;
  };
})();
