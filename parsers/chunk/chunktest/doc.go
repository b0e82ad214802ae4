// Package chunktest holds that a format reads a member in chunks, with the help of others, exactly as it reads it from
// front to back.
package chunktest
