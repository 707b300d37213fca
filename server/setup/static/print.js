// The sheet of first passwords is printed by the browser.
document.querySelector("[data-print]").addEventListener("click", () => window.print());
