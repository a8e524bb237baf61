/** A file of a page, as it is. */
declare module '*?text' {
  const text: string;
  export default text;
}

/** A script of a page, bundled with all that it imports. */
declare module '*?bundle' {
  const script: string;
  export default script;
}

/** A file of any kind: its bytes, deflated and in base64. */
declare module '*?packed' {
  const packed: string;
  export default packed;
}
