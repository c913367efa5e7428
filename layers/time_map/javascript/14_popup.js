// What the map says about the thing under the finger. Text enters the page as text, never as markup.
"use strict";
(() => {
  const TimeMap = window.TimeMap;

  /** Create an HTML element with a class and a text, and append it to a parent if one is given. */
  TimeMap.html = (name, className = "", text = null, parent = null) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== null) element.textContent = text;
    if (parent) parent.appendChild(element);
    return element;
  };

  /**
   * Answers "what lies here?" in a card beside the map, so that neither the map has to move nor the place is covered. The
   * place stays asked while the date changes: the card then tells what lies there on the new date.
   */
  class Inquiry {
    constructor(map, scene, payload, words, holder) {
      Object.assign(this, { map, scene, payload, words, holder, listeners: [], place: null });
      this.evidence = new TimeMap.Evidence(scene, payload, words.popup);
      this.ring = TimeMap.svg("path", { class: "asked" });
      this.world = scene.sheet.worlds.get("moving");
      this.chosenShape = scene.sheet.shape([], this.world);
      scene.pins.push(this);
      map.on("click", ({ latlng, originalEvent }) => this.ask(latlng, originalEvent?.pointerType === "touch" ? 16 : 8));
    }

    onClicked(listener) {
      this.listeners.push(listener);
    }

    /** Tell what lies at a place, or close when nothing does. */
    ask(latlng, reach = 8) {
      const [x, y] = this.scene.sheet.toQuanta(latlng.lat, latlng.lng);
      this.place = { x, y, reach };
      const found = this.find();
      if (!found.length) {
        this.close();
        return;
      }
      const unit = found.find(({ unit }) => unit)?.unit ?? null;
      for (const listener of this.listeners) listener(unit);
      this.show(found, 0);
    }

    find() {
      const { x, y, reach } = this.place;
      return this.scene.at(x, y, reach).filter(({ fact }) => fact >= 0).slice(0, 6);
    }

    /** The date has changed: what lies at the same place now, of the same kind if there still is one. */
    refresh() {
      if (!this.isOpen) return;
      const found = this.find();
      if (!found.length) return this.close();
      const same = found.findIndex(({ weight }) => weight === this.weight);
      this.show(found, Math.max(0, same));
    }

    show(found, chosen) {
      this.weight = found[chosen].weight;
      this.fact = found[chosen].fact;
      this.holder.replaceChildren(this.card(found, chosen, (other) => this.show(found, other)));
      this.holder.hidden = false;
      this.mark(found[chosen]);
    }

    /** Ring the place and trace the thing that the card is about. */
    mark({ geometry, weight }) {
      this.shown = true;
      this.position();
      this.scene.sheet.pinned.append(this.ring);
      this.chosenShape.setGeometries(geometry === undefined ? [] : [geometry]);
      this.chosenShape.setClass(weight > 3 ? "chosen area" : "chosen line");
      this.chosenShape.show(this.world.firstChild);
    }

    position() {
      const [x, y] = this.scene.sheet.toPixels(this.place.x, this.place.y);
      this.ring.setAttribute("d", `M${x.toFixed(1)} ${y.toFixed(1)}m-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z`);
    }

    close() {
      this.shown = false;
      this.holder.hidden = true;
      this.holder.replaceChildren();
      this.ring.remove();
      this.chosenShape.hide();
    }

    get isOpen() {
      return !this.holder.hidden;
    }

    card(found, chosen, choose) {
      const entry = found[chosen];
      const fact = this.payload.facts[entry.fact];
      const card = TimeMap.html("div", "card");
      const close = TimeMap.html("button", "close", "×", card);
      close.type = "button";
      close.setAttribute("aria-label", this.words.page.close);
      close.addEventListener("click", () => this.close());
      TimeMap.html("p", "heading", fact.heading, card);
      TimeMap.html("h2", "", fact.name, card);
      const list = TimeMap.html("dl", "", null, card);
      for (const [label, value] of this.rows(fact, entry)) {
        if (label) {
          TimeMap.html("dt", "", label, list);
          TimeMap.html("dd", "", value, list);
        } else TimeMap.html("p", "text", value, card);
      }
      card.insertBefore(list, card.querySelector(".text") ?? null);
      this.addSources(fact, card);
      this.addOthers(found, chosen, choose, card);
      return card;
    }

    rows(fact, { item }) {
      const { popup } = this.words;
      const rows = [...fact.rows];
      if (item?.legs) {
        const place = item.placeOn(this.scene.clock.day);
        rows.push([popup.reached, `${place.name}, ${TimeMap.inWords(this.scene.clock.date(place.day))}`]);
      }
      if (item?.layer.dataset === "occupations") {
        const taken = this.evidence.sentence(item, this.place.x, this.place.y);
        if (taken) rows.push([popup.taken, taken]);
      }
      if (fact.precision) rows.push([popup.precision, fact.precision]);
      return rows;
    }

    addSources(fact, card) {
      const text = fact.sources.map((source) => this.payload.citations[source]).join(" · ");
      if (!text) return;
      const line = TimeMap.html("p", "source", null, card);
      TimeMap.html("span", "label", this.words.popup.source + " ", line);
      line.append(text);
    }

    addOthers(found, chosen, choose, card) {
      if (found.length < 2) return;
      const box = TimeMap.html("div", "others", null, card);
      TimeMap.html("span", "label", this.words.panels.also, box);
      found.forEach((entry, i) => {
        if (i === chosen) return;
        const button = TimeMap.html("button", "", this.payload.facts[entry.fact].name, box);
        button.type = "button";
        button.addEventListener("click", (event) => {
          event.stopPropagation();
          choose(i);
        });
      });
    }
  }

  TimeMap.Inquiry = Inquiry;
})();
