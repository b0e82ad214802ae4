package timeline

import (
	"fmt"
	"os"
)

// SpaceError says that the temp folder has not enough room.
type SpaceError struct {
	Dir        string
	Free, Need int64 // bytes
}

func (e *SpaceError) Error() string {
	return fmt.Sprintf("the folder for temp files, %s, has %d MB free, and sorting may take %d MB", e.Dir, e.Free>>20, e.Need>>20)
}

// CheckSpace returns a *SpaceError where less than need bytes are free for temp files. Where the system does not tell how
// many are, the disk may turn out to be full later.
func CheckSpace(dir string, need int64) error {
	if dir == "" {
		dir = os.TempDir()
	}
	if free, known := freeSpace(dir); known && free < need {
		return &SpaceError{Dir: dir, Free: free, Need: need}
	}
	return nil
}
