//go:build linux || darwin || freebsd

package timeline

import "golang.org/x/sys/unix"

// freeSpace returns how many bytes may still be written below a folder; false where the system does not tell.
func freeSpace(dir string) (int64, bool) {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil || s.Blocks == 0 {
		return 0, false
	}
	return int64(uint64(s.Bavail) * uint64(s.Bsize)), true
}
