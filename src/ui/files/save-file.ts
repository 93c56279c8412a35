/** Has the browser save a file, as a click on a download link would. */
export function saveFile(fileName: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The browser has taken hold of the address when the click returns; some take a turn longer.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
