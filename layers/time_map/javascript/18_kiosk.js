// The kiosk: big targets, no way out, and a map that returns to its start and plays by itself when nobody touches it.
"use strict";
(() => {
  const TimeMap = window.TimeMap;
  const [IDLE, PAUSE_AT_END] = [90_000, 6_000];

  class Kiosk {
    constructor(atlas, root) {
      Object.assign(this, { atlas, root, curtain: root.querySelector(".touch"), active: false, attracting: false });
      for (const type of ["pointerdown", "keydown", "wheel"]) {
        window.addEventListener(type, (event) => this.touched(event), { capture: true, passive: false });
      }
      for (const type of ["contextmenu", "selectstart", "dragstart"]) {
        window.addEventListener(type, (event) => this.active && event.preventDefault(), { capture: true });
      }
      // What follows the waking touch (its click above all) must not reach anything.
      for (const type of ["pointerup", "click", "mousedown", "mouseup", "touchstart", "touchend"]) {
        window.addEventListener(type, (event) => this.waking && stop(event), { capture: true, passive: false });
      }
    }

    set(active) {
      this.active = active;
      document.documentElement.classList.toggle("kiosk", active);
      this.atlas.foldForRoom();
      this.wait();
    }

    wait() {
      clearTimeout(this.timer);
      if (this.active) this.timer = setTimeout(() => this.attract(), TimeMap.idleTime ?? IDLE);
    }

    touched(event) {
      if (!this.active) return;
      if (this.attracting) {
        stop(event);
        this.wake();
      }
      this.wait();
    }

    /** Back to the start image, then play as an invitation. */
    attract() {
      this.attracting = true;
      this.atlas.reset();
      this.curtain.hidden = false;
      this.atlas.clock.onLoop = () => {
        this.loopTimer = setTimeout(() => this.attracting && this.atlas.clock.play({ loop: true }), PAUSE_AT_END);
      };
      this.atlas.clock.play({ loop: true });
    }

    wake() {
      this.attracting = false;
      clearTimeout(this.loopTimer);
      this.curtain.hidden = true;
      this.atlas.clock.pause();
      this.atlas.reset();
      this.waking = true;
      setTimeout(() => (this.waking = false), 350);
    }
  }

  function stop(event) {
    event.stopImmediatePropagation();
    if (event.cancelable) event.preventDefault();
  }

  TimeMap.Kiosk = Kiosk;
})();
