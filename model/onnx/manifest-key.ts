/** Under this key of a file's `metadata_props` our own graphs carry their manifest. */
export const MANIFEST_KEY = 'framefleet.manifest';
