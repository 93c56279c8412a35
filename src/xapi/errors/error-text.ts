/**
 * What happened, why, and what helps. In the texts `{0}` is the first parameter of the error as an object: its name,
 * or what it is when the name is not known. `{0:text}` is the parameter as it came, `{0:class}` the kind of object
 * that a class name stands for, `{0:bytes}` a memory or disk size, `{0:seconds}` a time span and `{0:states}` power
 * states. A part in square brackets is left out when one of its parameters is missing.
 */
export type ErrorText = readonly [sentence: string, cause: string, remedy: string];

export type ErrorTexts = Readonly<Record<string, ErrorText>>;
