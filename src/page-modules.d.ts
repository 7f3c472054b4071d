/** A script or style below `pages/`, bundled, as one text (scripts/page-plugin.mjs). */
declare module 'page:*' {
  const text: string;
  export default text;
}
