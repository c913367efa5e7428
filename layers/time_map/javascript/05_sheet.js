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

    /** The geometry or its detail has changed: draw it anew now if it is in the page, else when it comes back. */
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
      this.pictures = this.svgs.map((element) => ({ element, corner: L.point(0, 0) }));
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
      this.pictures.push({ element, corner: L.point(0, 0) });
    },

    /** Put a picture's upper left corner at a layer point. */
    putPicture(element, corner) {
      this.pictures.find((picture) => picture.element === element).corner = corner;
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

    /** The map has come to rest: set the transform, choose the detail, and let labels and controls follow. */
    settle() {
      if (!this._map) return;
      const zoom = this._map.getZoom();
      const origin = this._map.getPixelOrigin();
      const moved = zoom !== this.zoom || !origin.equals(this.origin);
      if (moved) this.place(zoom, origin);
      const touched = new Set();
      for (const geometry of this.paths.setDetail(TimeMap.levelAt(zoom), this.view(PADDING))) {
        for (const shape of this.shapes[geometry]) touched.add(shape);
      }
      for (const shape of touched) shape.touch();
      this.prepareSoon();
      for (const listener of this.settleListeners) listener(moved);
    },

    /** When there is time, draw what is not in the page now, so that a change of date finds it ready. */
    prepareSoon() {
      TimeMap.notIdle(this.idle);
      const waiting = new Set();
      for (const users of this.shapes) for (const shape of users) if (shape.stale) waiting.add(shape);
      const prepare = (deadline) => {
        for (const shape of waiting) {
          if (deadline.timeRemaining() < 2) break;
          if (shape.stale) shape.refresh();
          waiting.delete(shape);
        }
        if (waiting.size) this.idle = TimeMap.whenIdle(prepare);
      };
      this.idle = TimeMap.whenIdle(prepare);
    },

    place(zoom, origin) {
      const scale = this.scaleAt(zoom);
      if (scale !== this.scale) this.styles.rescale(scale);
      Object.assign(this, { zoom, origin, scale });
      const matrix = `matrix(${scale} 0 0 ${scale} ${-origin.x} ${-origin.y})`;
      for (const world of this.worlds.values()) world.setAttribute("transform", matrix);
      for (const svg of this.svgs) this.putPicture(svg, L.point(0, 0));
    },

    /** During a pinch or an animation the picture as it stands is scaled; it is drawn again when the map settles. */
    follow() {
      this.stretch(this._map.getCenter(), this._map.getZoom());
    },

    animate({ center, zoom }) {
      this.stretch(center, zoom);
    },

    stretch(center, zoom) {
      const factor = this._map.getZoomScale(zoom, this.zoom);
      const target = this._map._getNewPixelOrigin(center, zoom);
      for (const { element, corner } of this.pictures) {
        L.DomUtil.setTransform(element, this.origin.add(corner).multiplyBy(factor).subtract(target), factor);
      }
    },
  });

  TimeMap.Sheet = Sheet;
})();
