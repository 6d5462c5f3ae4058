// A menu is a <details>: it closes when something else is clicked, and by Escape.

export function closeMenus() {
  const open = () => [...document.querySelectorAll("details.menu[open]")];
  document.addEventListener("click", ({ target }) => {
    for (const menu of open()) if (!menu.contains(target)) menu.open = false;
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
