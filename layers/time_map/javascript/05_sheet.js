// The sheet on the Leaflet map: some SVGs, one above the other. Features are paths in quanta of the map inside one group of
// each, so that zooming and panning change one transform and no coordinates.
//
// Why several: each has a picture of its own in the compositor. The coast, which is costly to paint, is never painted again
// for a change of date; land that changes hands repaints land alone, a growing arrow only arrows.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** From below: sea and coast; who holds the land; waters and the frame; lines; arrows and markers; the glow. */
  const PICTURES = ["ground", "holders", "waters", "lines", "moving", "glow"];

  /** How far beyond the view arcs get their full detail, as a share of the view's size. */
  const PADDING = 0.3;

  /** How long a slice of drawing may take when the browser is never idle, in milliseconds. */
  const SLICE = 6;

  /** Some geometries drawn as one path that is up to date whenever it is in the page. */
  class Shape {
    constructor(sheet, geometries, parent, lag) {
      Object.assign(this, { sheet, parent, lag, shown: false, stale: true, geometries: [] });
      this.element = TimeMap.svg("path");
      this.setGeometries(geometries);
    }

    setGeometries(geometries) {
      for (const index of this.geometries) this.sheet.shapes[index].delete(this);
      for (const index of geometries) this.sheet.shapes[index].add(this);
      this.geometries = geometries;
      this.touch();
    }

    setClass(name) {
      this.element.setAttribute("class", name);
    }

    show(before = null) {
      this.shown = true;
      if (this.stale) this.refresh();
      if (!this.element.parentNode) this.parent.insertBefore(this.element, before);
    }

    hide() {
      this.shown = false;
      this.element.remove();
    }

    /** The geometry has changed: draw it anew now if it is in the page, else when it comes back. */
    touch() {
      this.stale = true;
      if (this.shown) this.refresh();
    }

    refresh() {
      const { paths } = this.sheet;
      let text = "";
      if (this.edgesOnly) text = paths.edges(this.geometries);
      else for (const index of this.geometries) text += paths.string(index, this.lag);
      this.element.setAttribute("d", text);
      this.stale = false;
    }
  }

  const Sheet = L.Layer.extend({
    initialize(geometry, styles) {
      this.geometry = geometry;
      this.styles = styles;
      this.paths = new TimeMap.Paths(geometry);
      this.shapes = geometry.geometries.map(() => new Set());
      this.settleListeners = [];
      this.svgs = PICTURES.map((name) => TimeMap.svg("svg", { class: `sheet ${name} leaflet-zoom-animated`, width: 1, height: 1, "aria-hidden": "true" }));
      this.defs = TimeMap.svg("defs", {}, this.svgs[0]);
      styles.addPatterns(this.defs);
      this.worlds = new Map(this.svgs.map((svg, i) => [PICTURES[i], TimeMap.svg("g", { class: "world" }, svg)]));
      this.glowSvg = this.svgs[PICTURES.indexOf("glow")];
      this.pinned = TimeMap.svg("g", { class: "pinned" }, this.svgs[PICTURES.indexOf("moving")]);
      this.pictures = new Map(this.svgs.map((element) => [element, {}]));
    },

    onAdd(map) {
      map.createPane("sheet");
      map.getPane("sheet").append(...this.svgs);
      this.settle();
    },

    getEvents() {
      return { viewreset: this.settle, moveend: this.settle, resize: this.settle, zoom: this.follow, zoomanim: this.animate };
    },

    /** Take along another picture, above the others: an element that draws itself whenever the map has settled. */
    addPicture(element) {
      this._map.getPane("sheet").append(element);
      this.pictures.set(element, { corner: L.point(0, 0), zoom: this.zoom, origin: this.origin });
    },

    /** Put a picture that is drawn for the present view with its upper left corner at a layer point. */
    putPicture(element, corner) {
      Object.assign(this.pictures.get(element), { corner, zoom: this.zoom, origin: this.origin });
      L.DomUtil.setTransform(element, corner, 1);
    },

    /** A group of one of the pictures, above the groups that it has already. */
    group(picture, name) {
      return TimeMap.svg("g", { class: name }, this.worlds.get(picture));
    },

    /**
     * A shape to be drawn in a group, of one geometry or several; `lag` levels of detail coarser than the rest where that
     * cannot be seen.
     */
    shape(geometries, parent, lag = 0) {
      return new Shape(this, [].concat(geometries), parent, lag);
    },

    /** Pixels per quantum at a zoom. */
    scaleAt(zoom) {
      return this.geometry.quantum / TimeMap.metresPerPixel(zoom);
    },

    /** Quanta to Leaflet's layer pixels, as they are now. */
    toPixels(x, y) {
      return [x * this.scale - this.origin.x, y * this.scale - this.origin.y];
    },

    /** Degrees to quanta. */
    toQuanta(lat, lon) {
      const { x, y } = TimeMap.projection.forward(lat, lon);
      return [x / this.geometry.quantum, -y / this.geometry.quantum];
    },

    /** The visible part of the map as [west, north, east, south] in quanta, enlarged by a share of its size. */
    view(padding = 0) {
      const { min, max } = this._map.getPixelBounds();
      const [width, height] = [max.x - min.x, max.y - min.y];
      const edges = [min.x - padding * width, min.y - padding * height, max.x + padding * width, max.y + padding * height];
      return edges.map((edge) => edge / this.scale);
    },

    /** Call when the map comes to rest, with whether zoom or origin moved; now too, if the map stands already. */
    onSettle(listener) {
      this.settleListeners.push(listener);
      if (this.scale) listener(true);
    },

    /**
     * The map has come to rest: set the transform at once, so that the next frame shows the new view; its detail follows
     * in the pauses after it. Labels and controls follow on their own.
     */
    settle() {
      if (!this._map) return;
      const zoom = this._map.getZoom();
      const origin = this._map.getPixelOrigin();
      const moved = zoom !== this.zoom || !origin.equals(this.origin);
      if (moved) this.place(zoom, origin);
      for (const geometry of this.paths.setDetail(TimeMap.levelAt(zoom), this.view(PADDING))) {
        for (const shape of this.shapes[geometry]) shape.stale = true;
      }
      this.refineSoon();
      for (const listener of this.settleListeners) listener(moved);
    },

    /** Draw in slices what is stale: first what is in the page, then the rest, so that a change of date finds it ready. */
    refineSoon() {
      TimeMap.notIdle(this.idle);
      const waiting = new Set();
      for (const users of this.shapes) for (const shape of users) if (shape.stale) waiting.add(shape);
      const queue = [...waiting].sort((one, other) => other.shown - one.shown);
      let next = 0;
      const refine = (deadline) => {
        const until = performance.now() + SLICE;
        // What is seen may not wait for ever: when the browser is never idle, it gets its slice all the same.
        while (next < queue.length && (deadline.didTimeout ? performance.now() < until : deadline.timeRemaining() > 2)) {
          const shape = queue[next++];
          if (shape.stale) shape.refresh();
        }
        this.isRefined = next >= queue.length;
        if (!this.isRefined) wait();
      };
      const wait = () => (this.idle = TimeMap.whenIdle(refine, queue[next].shown ? { timeout: 60 } : undefined));
      this.isRefined = !queue.length;
      if (queue.length) wait();
    },

    place(zoom, origin) {
      const scale = this.scaleAt(zoom);
      if (scale !== this.scale) this.styles.rescale(scale);
      Object.assign(this, { zoom, origin, scale });
      const matrix = `matrix(${scale} 0 0 ${scale} ${-origin.x} ${-origin.y})`;
      for (const world of this.worlds.values()) world.setAttribute("transform", matrix);
      for (const svg of this.svgs) this.putPicture(svg, L.point(0, 0));
      this.stretch(this._map.getCenter(), zoom);
    },

    /** During a pinch or an animation the pictures are scaled as they stand; they are drawn again when the map settles. */
    follow() {
      this.stretch(this._map.getCenter(), this._map.getZoom());
    },

    animate({ center, zoom }) {
      this.stretch(center, zoom);
    },

    /** Scale every picture from the view for which it was drawn to another. */
    stretch(center, zoom) {
      const target = this._map._getNewPixelOrigin(center, zoom);
      for (const [element, { corner, zoom: drawn, origin }] of this.pictures) {
        const factor = this._map.getZoomScale(zoom, drawn);
        L.DomUtil.setTransform(element, origin.add(corner).multiplyBy(factor).subtract(target), factor);
      }
    },
  });

  TimeMap.Sheet = Sheet;
})();
