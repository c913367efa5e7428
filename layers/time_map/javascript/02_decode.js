// The geometry of the document, as encode.py wrote it: shared arcs of quantised points, and geometries made of them.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** Numbers from text: digits below `short` end a number, the others carry on. */
  function decodeNumbers(text, alphabet, short) {
    const digit = new Uint8Array(128);
    for (let i = 0; i < alphabet.length; i++) digit[alphabet.charCodeAt(i)] = i;
    const long = alphabet.length - short;
    const numbers = new Int32Array(text.length);
    let count = 0;
    let value = 0;
    let weight = 1;
    for (let i = 0; i < text.length; i++) {
      const d = digit[text.charCodeAt(i)];
      if (d < short) {
        numbers[count++] = value + d * weight;
        value = 0;
        weight = 1;
      } else {
        value += (short + d - short) * weight;
        weight *= long;
      }
    }
    return numbers.subarray(0, count);
  }

  const unfold = (number) => (number & 1 ? -(number + 1) / 2 : number / 2);

  /** Everything the drawing needs to know about arcs, in typed arrays; one box per arc as four numbers. */
  class Geometry {
    constructor(encoded) {
      const numbers = (key) => decodeNumbers(encoded[key], encoded.alphabet, encoded.short);
      this.quantum = encoded.quantum;
      const sizes = numbers("sizes");
      this.arcCount = sizes.length;
      this.start = new Int32Array(sizes.length + 1);
      for (let i = 0; i < sizes.length; i++) this.start[i + 1] = this.start[i] + sizes[i];
      this.readPoints(numbers("points"));
      this.pointLevel = Uint8Array.from(encoded.levels, Number);
      this.arcLevel = Uint8Array.from(encoded.arcLevels, Number);
      this.readGeometries(numbers("geometries"));
    }

    readPoints(folded) {
      const total = this.start[this.arcCount];
      this.x = new Int32Array(total);
      this.y = new Int32Array(total);
      this.box = new Int32Array(4 * this.arcCount);
      for (let arc = 0; arc < this.arcCount; arc++) {
        let [x, y, west, north, east, south] = [0, 0, Infinity, Infinity, -Infinity, -Infinity];
        for (let i = this.start[arc]; i < this.start[arc + 1]; i++) {
          this.x[i] = x += unfold(folded[2 * i]);
          this.y[i] = y += unfold(folded[2 * i + 1]);
          if (x < west) west = x;
          if (x > east) east = x;
          if (y < north) north = y;
          if (y > south) south = y;
        }
        this.box.set([west, north, east, south], 4 * arc);
      }
    }

    readGeometries(numbers) {
      this.geometries = [];
      let before = 0;
      for (let i = 0; i < numbers.length; ) {
        const paths = new Array(numbers[i++]);
        for (let p = 0; p < paths.length; p++) {
          const references = new Int32Array(numbers[i++]);
          for (let r = 0; r < references.length; r++) {
            before += unfold(numbers[i++]);
            references[r] = before & 1 ? ~(before >> 1) : before >> 1;
          }
          paths[p] = references;
        }
        this.geometries.push(paths);
      }
    }

    /** The box of one geometry as [west, north, east, south] in quanta, y to the south. */
    bounds(index) {
      const all = [Infinity, Infinity, -Infinity, -Infinity];
      for (const path of this.geometries[index]) {
        for (const reference of path) {
          const at = 4 * (reference < 0 ? ~reference : reference);
          all[0] = Math.min(all[0], this.box[at]);
          all[1] = Math.min(all[1], this.box[at + 1]);
          all[2] = Math.max(all[2], this.box[at + 2]);
          all[3] = Math.max(all[3], this.box[at + 3]);
        }
      }
      return all;
    }

    /** Does a geometry enclose land, or is it a line? */
    isArea(index) {
      const path = this.geometries[index][0];
      if (!path) return false;
      const end = (reference, atStart) => {
        const arc = reference < 0 ? ~reference : reference;
        return reference < 0 !== atStart ? this.start[arc] : this.start[arc + 1] - 1;
      };
      const [begin, last] = [end(path[0], true), end(path[path.length - 1], false)];
      return this.x[begin] === this.x[last] && this.y[begin] === this.y[last];
    }

    /** Is a point inside an area? Counts crossings over all rings, so holes are outside. */
    contains(index, px, py) {
      let inside = false;
      this.eachSegment(index, (ax, ay, bx, by) => {
        if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) inside = !inside;
      });
      return inside;
    }

    /** The distance in quanta from a point to the nearest segment of a geometry. */
    distance(index, px, py) {
      let nearest = Infinity;
      this.eachSegment(index, (ax, ay, bx, by) => {
        const [dx, dy] = [bx - ax, by - ay];
        const along = dx || dy ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy))) : 0;
        nearest = Math.min(nearest, Math.hypot(ax + along * dx - px, ay + along * dy - py));
      });
      return nearest;
    }

    eachSegment(index, visit) {
      for (const path of this.geometries[index]) {
        for (const reference of path) {
          const arc = reference < 0 ? ~reference : reference;
          for (let i = this.start[arc]; i < this.start[arc + 1] - 1; i++) {
            visit(this.x[i], this.y[i], this.x[i + 1], this.y[i + 1]);
          }
        }
      }
    }
  }

  TimeMap.Geometry = Geometry;
  TimeMap.decodeNumbers = decodeNumbers;
})();
