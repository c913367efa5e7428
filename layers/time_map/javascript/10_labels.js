// Names on the map. At every zoom the names are placed one by one, most important first; one that would lie on another
// is left out. Placement depends on the zoom and the date alone, never on how the map was moved there; only of the places of
// dated facts those around the view are placed at all.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** From which zoom a town of a rank may appear, and how large its name is. */
  const TOWNS = {
    1: { from: 0, size: 13.5, dot: 3.1, weight: 600 },
    2: { from: 1.25, size: 12.5, dot: 2.5, weight: 400 },
    3: { from: 2.5, size: 12, dot: 2.1, weight: 400 },
    4: { from: 3.25, size: 11.5, dot: 1.8, weight: 400 },
    5: { from: 4, size: 11.5, dot: 1.6, weight: 400 },
  };
  const STATES = { 1: { from: 0, size: 17, spacing: 0.42 }, 2: { from: 1.25, size: 12, spacing: 0.28 }, 3: { from: 2.25, size: 11, spacing: 0.2 } };
  const WATERS = { 1: { from: 0, size: 16, spacing: 0.16 }, 2: { from: 1.5, size: 12.5, spacing: 0.06 }, 3: { from: 2.5, size: 12, spacing: 0.03 } };
  /** Places of dated facts come last, and only near: at lesser zooms they would cover the fronts that they are there for. */
  const FACTS = { from: 4.5, size: 11.5, dot: 1.9, weight: 400 };
  TimeMap.FACTS_FROM = FACTS.from;
  const [AXIS_FROM, STATE_UNTIL] = [2.75, 6];

  const last = (table) => table[Math.max(...Object.keys(table).map(Number))];
  const of = (table, rank) => table[rank] ?? last(table);

  /** Text widths, measured once for each face and text. */
  class Ruler {
    constructor(faces) {
      this.faces = faces;
      this.context = document.createElement("canvas").getContext("2d");
      this.known = new Map();
    }

    /** The width of a text in units of its size. */
    width(text, face, weight = 400) {
      const key = `${face}${weight}${text}`;
      if (!this.known.has(key)) {
        this.context.font = `${face === "serif" ? "italic " : ""}${weight} 100px ${this.faces[face]}`;
        this.known.set(key, this.context.measureText(text).width / 100);
      }
      return this.known.get(key);
    }
  }

  /** Cells of the grid of boxes are 2^7 pixels wide. */
  const CELL = 7;

  /** Boxes that are taken, in a grid of cells so that asking stays cheap. */
  class Taken {
    constructor() {
      this.cells = new Map();
    }

    isFree(boxes) {
      for (const box of boxes) if (this.meets(box)) return false;
      return true;
    }

    meets([x0, y0, x1, y1]) {
      for (let i = x0 >> CELL; i <= x1 >> CELL; i++) {
        for (let j = y0 >> CELL; j <= y1 >> CELL; j++) {
          const cell = this.cells.get(i * 65536 + j);
          if (!cell) continue;
          for (const other of cell) if (x0 < other[2] && x1 > other[0] && y0 < other[3] && y1 > other[1]) return true;
        }
      }
      return false;
    }

    take(boxes) {
      for (const box of boxes) {
        for (let i = box[0] >> CELL; i <= box[2] >> CELL; i++) {
          for (let j = box[1] >> CELL; j <= box[3] >> CELL; j++) {
            const cell = this.cells.get(i * 65536 + j);
            if (cell) cell.push(box);
            else this.cells.set(i * 65536 + j, [box]);
          }
        }
      }
    }
  }

  /** Boxes along a straight text at an angle (degrees, counterclockwise as in the data) around (x, y). */
  function boxesAlong(x, y, width, height, angle) {
    if (!angle) return [[x - width / 2, y - height / 2, x + width / 2, y + height / 2]];
    const count = Math.max(1, Math.ceil(width / height));
    const [dx, dy] = [Math.cos((-angle * Math.PI) / 180), Math.sin((-angle * Math.PI) / 180)];
    return Array.from({ length: count }, (_, i) => {
      const along = ((i + 0.5) / count - 0.5) * width;
      const [cx, cy] = [x + along * dx, y + along * dy];
      return [cx - height / 2, cy - height / 2, cx + height / 2, cy + height / 2];
    });
  }

  class Labels {
    constructor(scene, faces) {
      Object.assign(this, { scene, sheet: scene.sheet, clock: scene.clock, ruler: new Ruler(faces), placed: new Map() });
      this.lettering = new TimeMap.Lettering(this.sheet, faces, scene.payload.styles);
      this.candidates = this.collect(scene.payload.labels);
      const facts = TimeMap.datedPlaces({ ...scene.payload, geometry: this.sheet.geometry, clock: this.clock });
      this.facts = facts.map((place, i) => ({ kind: "fact", key: `fact${i}`, order: Infinity, style: FACTS, ...place }));
      this.watch();
      this.sheet.onSettle((moved) => this.placeSoon(moved || this.namesFacts()));
    }

    /** The names on the map now, for tests and for whoever cannot see them; places of facts are asked for by a click. */
    texts() {
      return [...this.placed.values()].filter(({ kind }) => kind !== "fact").map(({ text, lines }) => text ?? lines.join(" "));
    }

    collect({ towns, waters, states }) {
      const named = (kind, table, order) => (label, i) => ({ kind, key: kind + i, order: order(label.rank), style: of(table, label.rank), ...label });
      return [
        ...states.map(named("state", STATES, (rank) => [0, 0, 1.5, 7][rank] ?? 7)),
        ...waters.map(named("water", WATERS, (rank) => [0, 3, 6, 8][rank] ?? 8)),
        ...towns.map(named("town", TOWNS, (rank) => [0, 1, 5, 9, 11, 12][rank] ?? 12)),
      ].sort((one, other) => one.order - other.order);
    }

    /** Names change on few days; only those make the labels be placed again. Arrowheads carry theirs along. */
    watch() {
      const days = new Set();
      for (const { from, to, spans } of this.candidates) {
        for (const span of spans ?? [[from, to]]) days.add(span[0]).add(span[1]);
      }
      days.delete(null);
      this.clock.add({ show: () => (this.due = true) }, [...days]);
      this.clock.onDay(() => {
        if (this.due || this.hasMovingNames()) this.placeSoon(true);
      });
    }

    hasMovingNames() {
      return this.namesFacts() || this.axisCandidates().length > 0;
    }

    /** Names follow a change of date or view in the pause after the frame that shows it; after a drag they stay placed. */
    placeSoon(changed) {
      this.due ||= changed;
      this.isWritten = false;
      TimeMap.notIdle(this.idle);
      this.idle = TimeMap.whenIdle(() => (this.due ? this.place() : this.write()), { timeout: 150 });
    }

    /** Measure all names when there is time, so that no zoom has to wait for it. */
    warm(from = 0) {
      TimeMap.whenIdle((deadline) => {
        let i = from;
        for (; i < this.candidates.length && deadline.timeRemaining() > 2; i++) {
          const { kind, style, text, spans } = this.candidates[i];
          const names = spans ? spans.map((span) => span[2]) : [kind === "state" ? text.toLocaleUpperCase() : text];
          for (const name of names) this.ruler.width(name, kind === "water" ? "serif" : "sans", style.weight);
        }
        if (i < this.candidates.length) this.warm(i);
      });
    }

    // --- choosing ----------------------------------------------------------------------------------------------

    place() {
      this.due = false;
      const taken = new Taken();
      const next = new Map();
      this.placeAll(this.candidates, taken, next);
      for (const candidate of this.axisCandidates()) {
        const label = this.fitAxis(candidate, taken);
        if (label) next.set(candidate.key, label);
      }
      this.placeAll(this.factCandidates(), taken, next);
      this.exchange(next);
    }

    /** Place names in their order and add them to `next`. */
    placeAll(candidates, taken, next) {
      let [order, dots] = [-1, new Taken()];
      for (const candidate of candidates) {
        if (candidate.order !== order) {
          order = candidate.order;
          dots = this.dotsOf(candidates, order);
        }
        const label = this.fit(candidate, taken, dots);
        if (label) next.set(candidate.key, label);
      }
    }

    /** The dots of all places of one order: a name avoids those of its equals, so that none of them hides another. */
    dotsOf(candidates, order) {
      const dots = new Taken();
      for (const candidate of candidates) {
        if (candidate.order !== order || !candidate.style.dot || this.sheet.zoom < candidate.style.from) continue;
        const [x, y] = candidate.point.map((value) => value * this.sheet.scale);
        dots.take([[x - 3, y - 3, x + 3, y + 3]]);
      }
      return dots;
    }

    /** The name of a candidate on the day, and since when it has changed hands where it tells of that; null without a name. */
    nameOf({ text, from, to, spans = [[from, to, text]] }) {
      const day = this.clock.day;
      const span = spans.find(([start, end]) => day >= start && (end === null || day < end));
      return span ? { text: span[2], since: span[3] ?? null } : null;
    }

    fit(candidate, taken, dots) {
      const { kind, style, point } = candidate;
      const zoom = this.sheet.zoom;
      if (zoom < style.from || (kind === "state" && zoom > STATE_UNTIL)) return null;
      const name = this.nameOf(candidate);
      if (name === null) return null;
      const [x, y] = [point[0] * this.sheet.scale, point[1] * this.sheet.scale];
      return style.dot ? this.fitPlace(candidate, name, x, y, taken, dots) : this.fitName(candidate, name.text, x, y, taken);
    }

    /** States and waters: centred on their point, at their angle, growing with the zoom. */
    fitName({ kind, style, angle, rank, along }, text, x, y, taken) {
      const shown = kind === "state" ? text.toLocaleUpperCase() : text;
      const size = Math.round(2 * style.size * Math.max(0.8, Math.min(1.9, 1 + 0.2 * (this.sheet.zoom - 2)))) / 2;
      const face = kind === "state" ? "sans" : "serif";
      const lines = kind === "water" && !angle && shown.length > 12 ? breakInTwo(shown) : [shown];
      const width = Math.max(...lines.map((line) => (this.ruler.width(line, face) + style.spacing * line.length) * size));
      const boxes = boxesAlong(x, y, width, size * 1.15 * lines.length, angle);
      if (!taken.isFree(boxes)) return null;
      taken.take(boxes);
      return { kind, rank, x, y, angle: -angle, size, lines, spacing: style.spacing * size, lift: along ? 0.62 * size : 0 };
    }

    /** Towns and places of facts: a dot with the name right, left, above or below it, wherever there is room first. */
    fitPlace({ kind, style, rank }, { text, since }, x, y, taken, dots) {
      const gap = style.dot + 3.5;
      const width = this.ruler.width(text, "sans", style.weight) * style.size;
      const height = style.size * 1.1;
      const dot = [x - style.dot - 1, y - style.dot - 1, x + style.dot + 1, y + style.dot + 1];
      if (!taken.isFree([dot])) return null;
      const sides = [
        { anchor: "start", dx: gap, dy: 0.34 * style.size, box: [x + gap, y - height / 2, x + gap + width, y + height / 2] },
        { anchor: "end", dx: -gap, dy: 0.34 * style.size, box: [x - gap - width, y - height / 2, x - gap, y + height / 2] },
        { anchor: "middle", dx: 0, dy: -gap, box: [x - width / 2, y - gap - height, x + width / 2, y - gap + 2] },
        { anchor: "middle", dx: 0, dy: gap + 0.72 * style.size, box: [x - width / 2, y + gap - 2, x + width / 2, y + gap + height] },
      ];
      const free = sides.filter(({ box }) => taken.isFree([box]));
      const side = free.find(({ box }) => dots.isFree([box])) ?? free[0];
      if (!side) return null;
      taken.take([dot, side.box]);
      return { kind, rank, x, y, text, style, since, ...side };
    }

    /** Places of dated facts are named where the view is near enough and the fronts are shown. */
    namesFacts() {
      return this.sheet.zoom >= FACTS.from && Boolean(this.scene.layers.get("fronts")?.visible);
    }

    /** They are many and change daily, so that only those in the view and around it are placed: a drag places them again. */
    factCandidates() {
      if (!this.namesFacts()) return [];
      const [west, north, east, south] = this.sheet.view(0.5);
      return this.facts.filter(({ point: [x, y] }) => x >= west && x <= east && y >= north && y <= south);
    }

    axisCandidates() {
      if (this.sheet.zoom < AXIS_FROM) return [];
      const layers = [...this.scene.layers.values()].filter(({ kind, visible }) => kind === "axis" && visible);
      return layers.flatMap(({ key, items }) => items.filter((axis) => axis.shown).map((axis, i) => ({ key: `axis ${key} ${i}`, axis })));
    }

    /** The formation's name beyond the arrow's head, on the side to which it points. */
    fitAxis({ axis }, taken) {
      const size = 11.5;
      const [hx, hy] = axis.head();
      const [dx, dy] = axis.direction();
      const length = Math.hypot(dx, dy) || 1;
      const gap = axis.breadth() + 4;
      const [x, y] = [hx * this.sheet.scale, hy * this.sheet.scale];
      const width = this.ruler.width(axis.label, "sans", 600) * size;
      for (const [ux, uy] of [[dx / length, dy / length], [0, -1], [0, 1], [-1, 0], [1, 0]]) {
        const anchor = ux > 0.35 ? "start" : ux < -0.35 ? "end" : "middle";
        const [tx, ty] = [x + ux * gap, y + uy * gap];
        const left = anchor === "start" ? tx : anchor === "end" ? tx - width : tx - width / 2;
        const box = [left, ty - size * 0.6, left + width, ty + size * 0.6];
        if (!taken.isFree([box])) continue;
        taken.take([box]);
        return { kind: "axis", x: tx, y: ty, anchor, size, text: axis.label, colour: this.scene.payload.styles[axis.style].fill };
      }
      return null;
    }

    exchange(next) {
      this.placed = next;
      this.write();
      this.lettering.tell(this.texts());
    }

    write() {
      this.lettering.write([...this.placed.values()]);
      this.isWritten = true;
    }
  }

  /** A long name in two lines, broken at the space nearest to its middle. */
  function breakInTwo(text) {
    const spaces = [...text.matchAll(/ /g)].map((match) => match.index);
    if (!spaces.length) return [text];
    const at = spaces.reduce((best, space) => (Math.abs(space - text.length / 2) < Math.abs(best - text.length / 2) ? space : best));
    return [text.slice(0, at), text.slice(at + 1)];
  }

  TimeMap.Labels = Labels;
})();
