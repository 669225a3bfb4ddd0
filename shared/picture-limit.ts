/** Pixels that a picture or a frame may have: more than any camera's, and no more than memory holds several times. */
export const MAX_PICTURE_PIXELS = 2 ** 27;
