// The clock: one date, everything that depends on it, and how time runs. A change of date touches only what changes.
"use strict";
(() => {
  const TimeMap = window.TimeMap;
  const DAY = 86400000;

  /** The first index of a sorted list whose value is greater than `value`. */
  function after(list, value) {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] > value) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  class Clock {
    constructor({ first, days, opens }, changes) {
      this.firstTime = Date.parse(first + "T00:00:00Z");
      this.days = days;
      this.opens = opens;
      this.changes = changes;
      this.day = opens;
      this.entries = [];
      this.listeners = [];
      this.speed = 4;
      this.playing = false;
    }

    // --- dates -------------------------------------------------------------------------------------------------

    iso(day = this.day) {
      return new Date(this.firstTime + day * DAY).toISOString().slice(0, 10);
    }

    date(day = this.day) {
      return new Date(this.firstTime + day * DAY);
    }

    /** The nearest covered day to an ISO date; null when the text is no date of any calendar. */
    dayOf(iso) {
      if (typeof iso !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
      const time = Date.parse(iso + "T00:00:00Z");
      if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso) return null;
      return this.clamp(Math.round((time - this.firstTime) / DAY));
    }

    clamp(day) {
      return Math.max(0, Math.min(this.days - 1, day));
    }

    // --- what depends on the date ------------------------------------------------------------------------------

    /** Add a thing that changes on certain days; `show(day)` brings it to a day whatever it showed before. */
    add(item, days) {
      for (const day of days) this.entries.push({ day, item });
      this.sorted = false;
    }

    onDay(listener) {
      this.listeners.push(listener);
    }

    sort() {
      this.entries.sort((one, other) => one.day - other.day);
      this.entryDays = this.entries.map((entry) => entry.day);
      this.sorted = true;
    }

    /** Bring everything to the present day, as at the start. */
    showAll() {
      this.sort();
      for (const item of new Set(this.entries.map((entry) => entry.item))) item.show(this.day);
      for (const listener of this.listeners) listener(this.day, null);
    }

    /** Go to a day: only what has a change between the old day and the new one is touched. */
    set(day, by = "set") {
      const target = this.clamp(Math.round(day));
      if (target === this.day) return;
      if (!this.sorted) this.sort();
      const before = this.day;
      this.day = target;
      const from = after(this.entryDays, Math.min(before, target));
      const to = after(this.entryDays, Math.max(before, target));
      const touched = new Set();
      for (let i = from; i < to; i++) touched.add(this.entries[i].item);
      for (const item of touched) item.show(target);
      for (const listener of this.listeners) listener(target, { before, by, touched });
    }

    nextChange() {
      const at = after(this.changes, this.day);
      return at < this.changes.length ? this.changes[at] : this.days - 1;
    }

    previousChange() {
      const at = after(this.changes, this.day - 1);
      return at > 0 ? this.changes[at - 1] : 0;
    }

    /** The same day a number of months away, or the last of that month. */
    monthsAway(count) {
      const now = this.date();
      const target = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + count, 1));
      const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
      target.setUTCDate(Math.min(now.getUTCDate(), last));
      return this.clamp(Math.round((target.getTime() - this.firstTime) / DAY));
    }

    // --- running -----------------------------------------------------------------------------------------------

    play({ loop = false } = {}) {
      if (this.playing) return;
      this.playing = true;
      if (this.day >= this.days - 1) this.set(0, "play");
      this.loop = loop;
      this.due = 0;
      this.last = performance.now();
      this.frame = requestAnimationFrame((now) => this.run(now));
      this.onPlaying?.(true);
    }

    pause() {
      if (!this.playing) return;
      this.playing = false;
      cancelAnimationFrame(this.frame);
      this.onPlaying?.(false);
    }

    run(now) {
      if (!this.playing) return;
      // A tab that slept must not jump: at most a tenth of a second is made up for.
      this.due += (Math.min(now - this.last, 100) * this.speed) / 1000;
      this.last = now;
      const whole = Math.floor(this.due);
      if (whole > 0) {
        this.due -= whole;
        this.set(this.day + whole, "play");
      }
      if (this.day >= this.days - 1) {
        this.pause();
        if (this.loop) this.onLoop?.();
        return;
      }
      this.frame = requestAnimationFrame((next) => this.run(next));
    }
  }

  TimeMap.Clock = Clock;
  TimeMap.after = after;
})();
