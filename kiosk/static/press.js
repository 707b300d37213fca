// Fingers. An old hand trembles: a touch counts where it ends near where it began, on the same button; the browser's
// own click would be lost after a few millimetres. And nothing on the glass can be selected, pinched or dragged.

const TREMBLE_MM = 7.5;

export function installPress(root, pxPerMm) {
  const touches = new Map(); // pointer → {button, x, y}

  root.addEventListener("pointerdown", (event) => {
    const button = event.target.closest("button");
    if (event.pointerType !== "touch" || !button || button.disabled) return;
    event.target.releasePointerCapture?.(event.pointerId);
    touches.set(event.pointerId, { button, x: event.clientX, y: event.clientY });
    button.classList.add("pressed");
  });
  root.ownerDocument.addEventListener("pointerup", (event) => {
    const touch = end(event);
    if (!touch || !touch.button.isConnected || touch.button.closest("[inert]")) return;
    const moved = Math.hypot(event.clientX - touch.x, event.clientY - touch.y);
    if (moved <= TREMBLE_MM * pxPerMm) touch.button.click();
  });
  root.ownerDocument.addEventListener("pointercancel", end); // a list is being scrolled

  function end(event) {
    const touch = touches.get(event.pointerId);
    touches.delete(event.pointerId);
    touch?.button.classList.remove("pressed");
    return touch;
  }

  // A touch has been counted above: the browser's click for it must not count again.
  root.addEventListener("click", (event) => {
    if (event.isTrusted && event.pointerType === "touch") event.stopImmediatePropagation();
  }, { capture: true });
  for (const unwanted of ["contextmenu", "dragstart", "selectstart"]) {
    root.ownerDocument.addEventListener(unwanted, (event) => event.preventDefault());
  }
  root.ownerDocument.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
}
