/** The build of hls.js without subtitles, other sound tracks and encryption: the same class, no declarations of its own. */
declare module "hls.js/light" {
  export { default } from "hls.js";
}
