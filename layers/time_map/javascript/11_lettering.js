// The lettering: names are written on a canvas that is not in the page, and shown as one finished picture above the map. A
// hundred names cost a date step nothing this way, and a zoom a few milliseconds; as elements of the page, and even as a
// living canvas in it, they cost something at every frame.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** How far the canvas reaches beyond the view, as a share of it, so that a drag does not show its edge at once. */
  const MARGIN = 0.06;

  const INKS = {
    state: { colour: "ink_soft", halo: "halo", width: 3, strength: 0.5, weight: 600, face: "sans" },
    water: { colour: "water_ink", halo: "sea", width: 2.4, strength: 0.6, weight: 400, face: "serif", slope: "italic " },
    town: { colour: "ink", halo: "halo", width: 2.8, strength: 0.85, weight: 400, face: "sans" },
    fact: { colour: "ink", halo: "halo", width: 3, strength: 0.95, weight: 400, face: "sans" },
    axis: { colour: "ink", halo: "halo", width: 3, strength: 0.9, weight: 600, face: "sans" },
  };

  class Lettering {
    constructor(sheet, faces, styles) {
      Object.assign(this, { sheet, faces, styles, labels: [], colours: new Map() });
      this.canvas = TimeMap.html("canvas", "sheet lettering leaflet-zoom-animated");
      this.shown = this.canvas.getContext("bitmaprenderer");
      this.paper = new OffscreenCanvas(1, 1);
      this.context = this.paper.getContext("2d");
      sheet.addPicture(this.canvas);
      new MutationObserver(() => this.recolour()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    }

    recolour() {
      this.colours.clear();
      this.draw();
    }

    colour(name) {
      if (!this.colours.has(name)) {
        this.colours.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
      }
      return this.colours.get(name);
    }

    /** Write these names from now on. They are sorted by face, since changing it is what costs most. */
    write(labels) {
      for (const label of labels) label.font ??= this.fontOf(label);
      this.labels = labels.sort((one, other) => (one.font < other.font ? -1 : one.font > other.font ? 1 : 0));
      this.draw();
    }

    /** What is written, as the canvas's own content: it is never drawn, and there for whoever reads the page without eyes. */
    tell(texts) {
      const told = texts.join();
      if (told === this.told) return;
      this.told = told;
      this.canvas.replaceChildren(...texts.map((text) => TimeMap.html("span", "", text)));
    }

    fontOf({ kind, style, size }) {
      const ink = INKS[kind];
      return `${ink.slope ?? ""}${style?.weight ?? ink.weight} ${size ?? style.size}px ${this.faces[ink.face]}`;
    }

    draw() {
      const { context, sheet } = this;
      const [left, top] = this.fitCanvas();
      const { width, height } = this.paper;
      this.font = null;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, width, height);
      Object.assign(context, { lineJoin: "round", textBaseline: "alphabetic" });
      const [x0, y0] = [left + sheet.origin.x, top + sheet.origin.y];
      for (const label of this.labels) {
        const [x, y] = [label.x - x0, label.y - y0];
        if (x > -80 && y > -40 && x < width / this.ratio + 80 && y < height / this.ratio + 40) this.writeOne(label, x, y);
      }
      this.shown.transferFromImageBitmap(this.paper.transferToImageBitmap());
    }

    /** Make the canvas cover the view and its margin; returns its corner in layer pixels. */
    fitCanvas() {
      const size = this.sheet._map.getSize();
      const corner = this.sheet._map.containerPointToLayerPoint(size.multiplyBy(-MARGIN)).round();
      const [width, height] = [size.x, size.y].map((length) => Math.ceil(length * (1 + 2 * MARGIN)));
      this.ratio = Math.min(2, window.devicePixelRatio || 1);
      if (this.paper.width !== width * this.ratio || this.paper.height !== height * this.ratio) {
        Object.assign(this.paper, { width: width * this.ratio, height: height * this.ratio });
        Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
      }
      this.sheet.putPicture(this.canvas, corner);
      return [corner.x, corner.y];
    }

    writeOne(label, x, y) {
      const { context, ratio } = this;
      const ink = INKS[label.kind];
      const size = label.size ?? label.style.size;
      const turn = (label.angle ?? 0) * (Math.PI / 180);
      const [cosine, sine] = [Math.cos(turn) * ratio, Math.sin(turn) * ratio];
      context.setTransform(cosine, sine, -sine, cosine, x * ratio, y * ratio);
      const spacing = `${label.spacing ?? 0}px`;
      if (this.font !== label.font) context.font = this.font = label.font;
      if (context.letterSpacing !== spacing) context.letterSpacing = spacing;
      if (label.kind === "town") this.dot(label);
      if (label.kind === "fact") this.square(label);
      if (label.lines) this.lines(label, ink, size);
      else this.text(label.text, label.dx ?? 0, label.dy ?? 0.35 * size, label.anchor, ink, label.colour);
    }

    /** A name of one line or two around its point; a river's is lifted off its line. */
    lines({ lines, spacing, lift }, ink, size) {
      lines.forEach((line, i) => {
        // The space after the last letter would push a centred text to the left.
        this.text(line, spacing / 2, (i - (lines.length - 1) / 2) * size * 1.15 + 0.35 * size - lift, "middle", ink);
      });
    }

    text(text, x, y, anchor, ink, colour = ink.colour) {
      const { context } = this;
      context.textAlign = { start: "left", middle: "center", end: "right" }[anchor];
      Object.assign(context, { lineWidth: ink.width, strokeStyle: this.colour(ink.halo), globalAlpha: ink.strength });
      context.strokeText(text, x, y);
      Object.assign(context, { fillStyle: this.colour(colour), globalAlpha: 1 });
      context.fillText(text, x, y);
    }

    /** A town's dot; a capital's is a ring with a core. */
    dot({ style, rank }) {
      const capital = rank === 1;
      this.disc(style.dot, capital ? "halo" : "ink", capital ? "ink" : "halo", capital ? 1.5 : 1);
      if (capital) this.disc(1, "ink", null, 0);
    }

    /** The place of a dated fact: open before it changes hands, filled from the day on. */
    square({ style: { dot }, since }) {
      const { context } = this;
      Object.assign(context, { lineWidth: 1.2, strokeStyle: this.colour("ink"), fillStyle: this.colour(since === null ? "halo" : "ink") });
      context.fillRect(-dot, -dot, 2 * dot, 2 * dot);
      context.strokeRect(-dot, -dot, 2 * dot, 2 * dot);
    }

    disc(radius, fill, edge, width) {
      const { context } = this;
      context.beginPath();
      context.arc(0, 0, radius, 0, 2 * Math.PI);
      context.fillStyle = this.colour(fill);
      context.fill();
      if (!edge) return;
      Object.assign(context, { lineWidth: width, strokeStyle: this.colour(edge) });
      context.stroke();
    }
  }

  TimeMap.Lettering = Lettering;
})();
