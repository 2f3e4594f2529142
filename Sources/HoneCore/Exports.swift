// Whoever knows Hone's values also knows its files and texts: one import for both.
@_exported import HoneBase
