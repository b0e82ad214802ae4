// Package tempfile makes temp files of which nothing outlives the program, however it ends.
package tempfile
