/** More digits cannot be read at 16 px. */
const MOST = 99;

/** The icon of the page with a count on it, as an address; null: there is nothing to count. */
export function faviconWith(count: number): string | null {
  if (count <= 0) return null;
  const text = count > MOST ? `${MOST}+` : String(count);
  const size = text.length === 1 ? 20 : text.length === 2 ? 17 : 13;
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
    '<rect width="32" height="32" rx="7" fill="#0b667a"/>' +
    '<path d="M4 5l10 10M14 5L4 15" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>' +
    '<rect x="7" y="11" width="25" height="21" rx="7" fill="#c22f3d"/>' +
    `<text x="19.5" y="22" fill="#fff" font-family="sans-serif" font-weight="bold" font-size="${size}" ` +
    `text-anchor="middle" dominant-baseline="central">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
