// Begun by the set-up of the package; replaced by the first real file.
