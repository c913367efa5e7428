// Path strings with a level of detail for every arc. Neighbours share arcs, so they agree at every mixture of levels.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** Zooms from which levels 2, 3 and 4 are needed; level 0 is for what is out of view. See detail.py for the tolerances. */
  const LEVEL_ZOOMS = [2.5, 3.75, 5];
  const LEVELS = LEVEL_ZOOMS.length + 2;
  TimeMap.levelAt = (zoom) => 1 + LEVEL_ZOOMS.filter((from) => zoom >= from).length;

  /** Steps as text with their separator, ready made: most are short. */
  const READY = Array.from({ length: 1025 }, (_, i) => (i < 512 ? String(i - 512) : ` ${i - 512}`));
  const step = (number) => (number >= -512 && number <= 512 ? READY[number + 512] : number < 0 ? String(number) : ` ${number}`);

  class Paths {
    constructor(geometry) {
      this.geometry = geometry;
      this.detail = new Uint8Array(geometry.arcCount);
      this.strings = Array.from({ length: 2 * LEVELS }, () => new Array(geometry.arcCount));
      this.users = this.findUsers();
    }

    findUsers() {
      const users = Array.from({ length: this.geometry.arcCount }, () => []);
      this.geometry.geometries.forEach((paths, index) => {
        for (const path of paths) {
          for (const reference of path) {
            const list = users[reference < 0 ? ~reference : reference];
            if (list[list.length - 1] !== index) list.push(index);
          }
        }
      });
      return users;
    }

    /**
     * Choose every arc's level: `level` inside `view` ([west, north, east, south] in quanta), the coarsest outside.
     * An arc that has left the view keeps its level while it is near. Returns the geometries that changed.
     */
    setDetail(level, view) {
      const { box, arcCount } = this.geometry;
      const { detail, users } = this;
      const [west, north, east, south] = view;
      const [width, height] = [east - west, south - north];
      const changed = new Set();
      for (let arc = 0, at = 0; arc < arcCount; arc++, at += 4) {
        const [x0, y0, x1, y1] = [box[at], box[at + 1], box[at + 2], box[at + 3]];
        let wanted = 0;
        if (x0 <= east && x1 >= west && y0 <= south && y1 >= north) wanted = level;
        else if (detail[arc] === level) {
          const near = x0 <= east + width && x1 >= west - width && y0 <= south + height && y1 >= north - height;
          if (near) wanted = level;
        }
        if (wanted === detail[arc]) continue;
        detail[arc] = wanted;
        for (const user of users[arc]) changed.add(user);
      }
      return changed;
    }

    /** The `d` attribute of a geometry at the present levels, or `lag` levels coarser. */
    string(index, lag = 0) {
      const { geometries, arcLevel } = this.geometry;
      let text = "";
      for (const path of geometries[index]) {
        path.begin ??= this.beginOf(path);
        if (path.length > 1 || !path.ring) {
          text += path.begin;
          for (let i = 0; i < path.length; i++) text += this.arcString(path[i], lag);
          if (path.ring) text += "z";
          continue;
        }
        // Most paths are islands and lakes of one arc: their whole text is kept, and small ones are left out.
        const arc = path[0] < 0 ? ~path[0] : path[0];
        const level = this.lagged(arc, lag);
        if (arcLevel[arc] > level) continue;
        path.texts ??= [];
        text += path.texts[level] ??= `${path.begin}${this.arcString(path[0], lag)}z`;
      }
      return text;
    }

    /** The edges of some areas together: every arc that only one of them has, as a line of its own. */
    edges(indices) {
      const { geometries, arcLevel, start, x, y } = this.geometry;
      const once = new Map();
      for (const index of indices) {
        for (const path of geometries[index]) {
          for (const reference of path) {
            const arc = reference < 0 ? ~reference : reference;
            if (arcLevel[arc] <= this.detail[arc]) once.set(arc, !once.has(arc));
          }
        }
      }
      let text = "";
      for (const [arc, alone] of once) if (alone) text += `M${x[start[arc]]} ${y[start[arc]]}l${this.arcString(arc, 0)}`;
      return text;
    }

    /** The text that moves to a path's first point; notes on the way whether the path closes. */
    beginOf(path) {
      const { start, x, y } = this.geometry;
      const [first, last] = [path[0], path[path.length - 1]];
      const begin = first < 0 ? start[~first + 1] - 1 : start[first];
      const end = last < 0 ? start[~last] : start[last + 1] - 1;
      path.ring = x[end] === x[begin] && y[end] === y[begin];
      return `M${x[begin]} ${y[begin]}l`;
    }

    /** An arc's level for a shape that may lag: never down to level 0, which is too rough to be seen. */
    lagged(arc, lag) {
      const level = this.detail[arc];
      return lag ? Math.min(level, Math.max(1, level - lag)) : level;
    }

    /** An arc's steps at its present level as relative coordinates, each number with its own separator. */
    arcString(reference, lag) {
      const arc = reference < 0 ? ~reference : reference;
      const level = this.lagged(arc, lag);
      const cache = this.strings[2 * level + (reference < 0 ? 1 : 0)];
      return (cache[arc] ??= this.makeString(arc, level, reference < 0));
    }

    makeString(arc, level, backwards) {
      const { start, x, y, pointLevel } = this.geometry;
      const first = backwards ? start[arc + 1] - 1 : start[arc];
      const end = backwards ? start[arc] - 1 : start[arc + 1];
      const by = backwards ? -1 : 1;
      let px = x[first];
      let py = y[first];
      let text = "";
      for (let i = first + by; i !== end; i += by) {
        if (pointLevel[i] > level) continue;
        text += step(x[i] - px) + step(y[i] - py);
        px = x[i];
        py = y[i];
      }
      return text;
    }

    /** Make strings ahead of need, in moments when the browser has nothing to do: the first zoom finds them ready. */
    warm(level = 1, from = 0) {
      if (level >= LEVELS) return;
      TimeMap.whenIdle((deadline) => {
        let arc = from;
        while (arc < this.geometry.arcCount && deadline.timeRemaining() > 3) {
          const cache = this.strings[2 * level];
          cache[arc] ??= this.makeString(arc, level, false);
          arc++;
        }
        if (arc < this.geometry.arcCount) this.warm(level, arc);
        else this.warm(level + 1);
      });
    }
  }

  TimeMap.Paths = Paths;
})();
