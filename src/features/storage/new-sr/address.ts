const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_-]*(\.[\p{L}\p{N}_-]+)*\.?$/u;
const V6 = /^\[?[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(%\w+)?\]?$/i;

/** Whether a text can be the name or the IP address of a machine, without a port. */
export function isAddress(text: string): boolean {
  const address = text.trim();
  if (!/^[\d.]+$/.test(address)) return NAME.test(address) || V6.test(address);
  const numbers = address.split('.');
  return numbers.length === 4 && numbers.every((each) => /^\d{1,3}$/.test(each) && Number(each) <= 255);
}
