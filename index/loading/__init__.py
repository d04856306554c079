"""One module a file format, and what they share: encodings, lines, columns, paths."""
