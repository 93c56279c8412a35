/**
 * The letters of the screens, drawn for this project: ASCII from the space on, five dots wide. A glyph is its rows from
 * the top, each a digit of base 32 whose bits are the dots; rows that are left out are empty.
 */
const GLYPHS =
  // space ! " # $ % & ' ( ) * + , - . /
  ' 4444404 aaa aavavaa 4fke5u4 op248j3 cik8lid 448 2488842 8422248 04lel4 044v44 00000c48 000v 00000cc 01248g ' +
  // 0 to 9
  'ehjlphe 4c4444e eh1248v v2421he 26aiv22 vgu11he 68guhhe v124888 ehhehhe ehhf12c ' +
  // : ; < = > ? @
  '0cc0cc 0cc0c48 248g842 00v0v 8421248 eh12404 eh1dlle ' +
  // A to Z
  'ehhvhhh uhhuhhu ehggghe sihhhis vgguggv vgguggg ehgnhhf hhhvhhh e44444e 72222ic hikokih ggggggv hrllhhh ' +
  'hhpljhh ehhhhhe uhhuggg ehhhlid uhhukih fgge11u v444444 hhhhhhe hhhhha4 hhhllla hha4ahh hhha444 v1248gv ' +
  // [ \ ] ^ _ `
  'e88888e 0g8421 e22222e 4ah 0000000v 842 ' +
  // a to z
  '00e1fhf ggmphhu 00egghe 11djhhf 00ehvge 698s888 00fhhhf1e ggmphhh 40c444e 2062222ic ggikoki c44444e 00qllll ' +
  '00mphhh 00ehhhe 00uhhhugg 00fhhhf11 00mpggg 00fge1u 88s8896 00hhhjd 00hhha4 00hhlla 00ha4ah 00hhhhf1e 00v248v ' +
  // { | } ~
  '2448442 4444444 8442448 008l2';

const FIRST_CODE = 0x20;

export const GLYPH_WIDTH = 5;
export const GLYPH_HEIGHT = 9;

function rowsOf(glyph: string): readonly number[] {
  return Array.from({ length: GLYPH_HEIGHT }, (_, row) => parseInt(glyph[row] ?? '0', 32));
}

const glyphs = GLYPHS.split(' ').map(rowsOf);
/** A box, for what the font does not have. */
const missing = rowsOf('vhhhhhv');

/** The rows of a character, from the top; the highest of five bits is the dot on the left. */
export function glyphOf(character: string): readonly number[] {
  return glyphs[(character.codePointAt(0) ?? 0) - FIRST_CODE] ?? missing;
}
