// The date, its sentence, and the means to change it: slider with ticks, buttons, keys.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  const formats = new Map();
  const format = (date, options) => {
    const key = JSON.stringify(options);
    if (!formats.has(key)) {
      formats.set(key, new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { timeZone: "UTC", ...options }));
    }
    return formats.get(key).format(date);
  };
  TimeMap.inWords = (date) => format(date, { day: "numeric", month: "long", year: "numeric" });
  TimeMap.inBrief = (date) => format(date, { day: "numeric", month: "short" });
  const weekday = (date) => format(date, { weekday: "long" });

  class TimePanel {
    constructor(scene, root, words) {
      Object.assign(this, { scene, clock: scene.clock, events: scene.payload.events, notes: scene.payload.notes, words });
      const find = (selector) => root.querySelector(selector);
      this.slider = find("input[type=range]");
      this.rail = find(".rail i");
      this.thumb = find(".thumb");
      this.date = find(".masthead .date");
      // New words in an old text node cost a fraction of a new node.
      this.dateWords = this.date.appendChild(document.createTextNode(""));
      this.weekdayWords = find(".masthead .weekday").appendChild(document.createTextNode(""));
      this.sentence = find(".masthead .sentence");
      this.note = find(".masthead .note");
      this.play = find("button.play");
      this.speed = find("select.speed");
      this.eventDays = this.events.map(({ day }) => day);
      this.slider.max = this.clock.days - 1;
      this.drawTicks(find(".ticks"));
      this.listen(find);
      this.clock.onDay((day) => this.show(day));
      this.clock.onPlaying = (playing) => this.showPlaying(playing);
    }

    // --- showing -----------------------------------------------------------------------------------------------

    show(day) {
      const [words, weekdayWords] = this.wordsOf(day);
      this.dateWords.data = words;
      this.weekdayWords.data = weekdayWords;
      const title = this.eventsOn(day).map(({ title }) => title).join("; ");
      this.slider.setAttribute("aria-valuetext", title ? `${words}, ${title}` : words);
      const share = day / (this.clock.days - 1);
      this.rail.style.transform = `scaleX(${share})`;
      this.thumb.style.transform = `translateX(${100 * share}%)`;
      TimeMap.notIdle(this.idle);
      this.idle = TimeMap.whenIdle(() => this.follow(day), { timeout: 80 });
    }

    /** What may follow in the pause after the frame; a day that is only passed has no need of it. */
    follow(day) {
      this.date.dateTime = this.clock.iso(day);
      this.showSentence(day, this.eventsOn(day));
      this.showNote(day);
      this.setSlider();
    }

    /**
     * The native slider's own thumb is not drawn, ours is moved by a transform, and laying the native one out at every step would
     * cost as much as the rest of the panel.
     */
    setSlider() {
      if (this.slider.valueAsNumber !== this.clock.day) this.slider.value = this.clock.day;
    }

    /** A day's date and weekday in words, kept once made: making them is slow. */
    wordsOf(day) {
      this.knownWords ??= [];
      return (this.knownWords[day] ??= [TimeMap.inWords(this.clock.date(day)), weekday(this.clock.date(day))]);
    }

    /** Make the words of all days when there is time. */
    warm(from = 0) {
      TimeMap.whenIdle((deadline) => {
        let day = from;
        while (day < this.clock.days && deadline.timeRemaining() > 2) this.wordsOf(day++);
        if (day < this.clock.days) this.warm(day);
      });
    }

    /** Say what to know of the fronts of this day, if there are any. */
    showNote(day) {
      const note = TimeMap.noteOn(this.notes, day);
      if (note === this.shownNote) return;
      this.shownNote = note;
      this.note.hidden = !note;
      this.note.textContent = note?.text ?? "";
    }

    eventsOn(day) {
      const end = TimeMap.after(this.eventDays, day);
      const begin = TimeMap.after(this.eventDays, day - 1);
      return this.events.slice(begin, end);
    }

    showSentence(day, today) {
      const end = TimeMap.after(this.eventDays, day);
      const shown = today.length ? today : this.events.slice(Math.max(0, end - 1), end);
      const key = today.length ? `on ${day}` : `after ${end}`;
      if (key === this.sentenceKey) return;
      this.sentenceKey = key;
      this.sentence.replaceChildren();
      this.sentence.classList.toggle("past", !today.length);
      if (!shown.length) {
        this.sentence.textContent = this.words.time.nothing;
        return;
      }
      if (!today.length) {
        const when = TimeMap.inWords(this.clock.date(shown[0].day));
        TimeMap.html("span", "last", this.words.time.last_event.replace("{date}", when), this.sentence);
      }
      for (const { title } of shown.slice(0, 3)) TimeMap.html("strong", "", title, this.sentence);
      if (shown.length > 3) {
        TimeMap.html("span", "more", this.words.time.more.replace("{count}", shown.length - 3), this.sentence);
      }
      if (shown.length === 1 && shown[0].text) TimeMap.html("span", "text", shown[0].text, this.sentence);
    }

    /** What a screen reader hears once the date has come to rest. */
    spoken() {
      const today = this.eventsOn(this.clock.day);
      const events = today.length ? today.map(({ title }) => title).join("; ") : this.words.time.nothing;
      return this.words.time.today.replace("{date}", TimeMap.inWords(this.clock.date())).replace("{events}", events);
    }

    showPlaying(playing) {
      this.play.setAttribute("aria-pressed", String(playing));
      this.play.setAttribute("aria-label", playing ? this.words.time.pause : this.words.time.play);
      this.play.classList.toggle("playing", playing);
    }

    /** Ticks at every event, months and years below, all in shares of the slider's width. */
    drawTicks(svg) {
      const at = (day) => `${((100 * day) / (this.clock.days - 1)).toFixed(3)}%`;
      const first = this.clock.date(0);
      for (let month = 0; ; month++) {
        const start = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1));
        const day = Math.round((start.getTime() - first.getTime()) / 86400000);
        if (day >= this.clock.days) break;
        const isYear = start.getUTCMonth() === 0;
        TimeMap.svg("line", { x1: at(day), x2: at(day), y1: 44, y2: isYear ? 62 : 50, class: isYear ? "year" : "month" }, svg);
        const middle = Math.min(this.clock.days - 1, day + 15);
        const name = { x: at(middle), y: 56, class: `month-name m${start.getUTCMonth()}`, "text-anchor": "middle" };
        TimeMap.svg("text", name, svg).textContent = format(start, { month: "short" });
        if (isYear || month === 0) {
          const year = { x: at(day), dx: 4, y: 70, class: "year-name" };
          TimeMap.svg("text", year, svg).textContent = start.getUTCFullYear();
        }
      }
      const counts = new Map();
      for (const { day, style } of this.events) {
        const before = counts.get(day) ?? 0;
        counts.set(day, before + 1);
        if (before > 2) continue;
        const colour = `stroke:var(--${this.scene.payload.styles[style].fill})`;
        const [y1, y2] = [15 - 6 * before, 20 - 6 * before];
        TimeMap.svg("line", { x1: at(day), x2: at(day), y1: before ? y1 : 10, y2: before ? y2 - 1 : 20, style: colour, class: "event" }, svg);
      }
    }

    // --- changing ----------------------------------------------------------------------------------------------

    listen(find) {
      this.slider.addEventListener("input", () => {
        this.clock.pause();
        this.clock.set(this.slider.valueAsNumber, "drag");
      });
      this.slider.addEventListener("keydown", (event) => {
        if (this.key(event)) event.preventDefault();
      });
      this.play.addEventListener("click", () => this.toggle());
      find("button.previous").addEventListener("click", () => this.jump(this.clock.previousChange()));
      find("button.next").addEventListener("click", () => this.jump(this.clock.nextChange()));
      this.speed.addEventListener("change", () => (this.clock.speed = Number(this.speed.value)));
      this.clock.speed = Number(this.speed.value);
    }

    resetSpeed() {
      this.speed.value = this.speed.querySelector("[selected]").value;
      this.clock.speed = Number(this.speed.value);
    }

    toggle() {
      if (this.clock.playing) this.clock.pause();
      else this.clock.play();
    }

    jump(day) {
      this.clock.pause();
      this.clock.set(day, "step");
    }

    /** A key of the time engine; returns whether it was one. */
    key({ key, altKey, ctrlKey, metaKey }) {
      if (altKey || ctrlKey || metaKey) return false;
      const { clock } = this;
      const days = {
        ArrowLeft: () => clock.day - 1,
        ArrowDown: () => clock.day - 1,
        ArrowRight: () => clock.day + 1,
        ArrowUp: () => clock.day + 1,
        PageDown: () => clock.monthsAway(-1),
        PageUp: () => clock.monthsAway(1),
        Home: () => 0,
        End: () => clock.days - 1,
        n: () => clock.nextChange(),
        p: () => clock.previousChange(),
      };
      if (days[key]) this.jump(days[key]());
      else if (key === " ") this.toggle();
      else if (key === "Escape") clock.pause();
      else return false;
      return true;
    }
  }

  TimeMap.TimePanel = TimePanel;
})();
