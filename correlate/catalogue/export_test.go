package catalogue

import (
	"io/fs"

	"hamari/correlate/pattern"
)

// LoadTrees loads trees as Load does those that are built in.
func LoadTrees(fsys fs.FS) ([]*pattern.Pattern, error) { return loadTrees(fsys) }
