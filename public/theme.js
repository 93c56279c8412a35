// Runs before the first paint, so that the page never flashes in the wrong theme. Blocking and outside the bundle on
// purpose: the content security policy allows no inline script. The same keys and attributes as src/ui/theme/theme.ts.
(function () {
  var root = document.documentElement;
  var theme = null;
  var density = null;
  try {
    theme = localStorage.getItem('xenia.theme');
    density = localStorage.getItem('xenia.density');
  } catch {
    // Storage is blocked: the defaults hold.
  }
  if (theme === 'light' || theme === 'dark') root.setAttribute('data-theme', theme);
  root.setAttribute('data-density', density === 'cosy' ? 'cosy' : 'compact');
})();
