// On paper a dark page is light, and what is folded up lies open: nobody can click on it there.
(() => {
  const page = document.documentElement;
  let theme = page.dataset.theme;
  let folded = [];
  addEventListener("beforeprint", () => {
    theme = page.dataset.theme;
    page.dataset.theme = "light";
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach(part => { part.open = true; });
  });
  addEventListener("afterprint", () => {
    page.dataset.theme = theme;
    folded.forEach(part => { part.open = false; });
  });
})();
