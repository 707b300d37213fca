"""Lists in and out: files into sheets of cells, sheets out as files, uploads kept until somebody decides."""
