/** Stand-in for the string-width package in the bundle: the help text is ASCII. */
const stringWidth = (text: string): number => text.length;

export default stringWidth;
