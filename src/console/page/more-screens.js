// The screens that are seldom the first, in a file of their own: page.js has what everybody opens.
export { code } from "./code.js";
export { codes } from "./codes.js";
export { health } from "./health.js";
export { newCodes } from "./new-codes.js";
