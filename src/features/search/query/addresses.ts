const PARTIAL = /^(?:\d{1,3}|\*)(?:\.(?:\d{1,3}|\*)){0,3}$/;
const RANGE = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/;

/** Whether a text is an IPv4 address, one with stars for parts of it, or a range such as `10.0.0.0/16`. */
export function isAddressPattern(text: string): boolean {
  const range = RANGE.exec(text);
  if (range) return isV4(range[1] ?? '') && Number(range[2]) <= 32;
  return PARTIAL.test(text) && text.split('.').every((part) => part === '*' || Number(part) <= 255);
}

/** An IPv6 address or the beginning of one, as far as its letters tell. */
export function looksLikeV6(text: string): boolean {
  return /^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:]*$/i.test(text) && /[0-9a-f]/i.test(text);
}

function isV4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/**
 * Compares addresses as XenCenter does: whole ones, or with stars for the parts that may be anything. Fewer than four
 * parts mean that the rest may be anything. Names of servers compare as text.
 */
export function addressMatcher(pattern: string): (address: string) => boolean {
  const range = RANGE.exec(pattern);
  if (range && isAddressPattern(pattern)) {
    const bits = Number(range[2]);
    const wanted = numberOf(range[1] ?? '');
    const size = 2 ** (32 - bits);
    return (address) => isV4(address) && Math.floor(numberOf(address) / size) === Math.floor(wanted / size);
  }
  if (isAddressPattern(pattern)) {
    const wanted = pattern.split('.');
    return (address) => {
      if (!isV4(address)) return false;
      const parts = address.split('.');
      return wanted.every((part, at) => part === '*' || Number(part) === Number(parts[at]));
    };
  }
  const wanted = pattern.toLowerCase();
  const test = wanted.endsWith('*')
    ? (text: string) => text.startsWith(wanted.slice(0, -1))
    : (text: string) => text === wanted;
  return (address) => test(address.toLowerCase());
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
