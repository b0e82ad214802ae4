package traildigest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/jsonsplit"
)

// Format reads digest files and sign files.
var Format = &parsers.Format{
	Name:     "traildigest",
	Title:    "AWS CloudTrail digest and sign files",
	URL:      "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html",
	Kinds:    []*parsers.Kind{Kind, SignKind},
	Timeless: true,
	Detect:   detect,
	Read:     read,
}

// detect looks for members that both kinds of files have and nothing else does. They stand before the long list, also
// where a tool has sorted the keys.
func detect(h *parsers.Header) parsers.Confidence {
	first := bytes.TrimLeft(h.Prefix, " \t\r\n[")
	if !bytes.HasPrefix(first, []byte("{")) {
		return parsers.No
	}
	if isDigest(first) || isSign(first) {
		return parsers.ByContent
	}
	return parsers.No
}

func isDigest(object []byte) bool {
	return bytes.Contains(object, []byte(`"digestS3Object"`)) && allExist(object, "digestS3Object", "digestEndTime")
}

func isSign(object []byte) bool {
	return bytes.Contains(object, []byte(`"fileHashValue"`)) && allExist(object, "files.0.fileHashValue", "files.0.fileName")
}

func allExist(object []byte, paths ...string) bool {
	for _, p := range paths {
		if !gjson.GetBytes(object, p).Exists() {
			return false
		}
	}
	return true
}

// read emits one event for each digest or sign file. Memory is that of one of them.
func read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	splitter := jsonsplit.New(r, jsonsplit.Options{})
	rec := &record{}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		part, err := splitter.Next()
		var broken *jsonsplit.Error
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, jsonsplit.ErrUnclosed):
			return fmt.Errorf("the file is cut short: %w", err)
		case errors.As(err, &broken):
			pos := parsers.Pos{Member: src.Member, Line: broken.Line, Record: broken.Index, Offset: broken.Offset}
			sink.Reject(&parsers.SyntaxError{Pos: pos, Err: broken.Err})
			continue
		case err != nil:
			return fmt.Errorf("read digest: %w", err)
		}
		pos := parsers.Pos{Member: src.Member, Line: part.Line, Record: part.Index, Offset: part.Offset}
		if err := rec.read(part.Raw); err != nil {
			sink.Reject(&parsers.SyntaxError{Pos: pos, Err: err})
			continue
		}
		rec.event.Pos = pos
		if err := sink.Event(&rec.event); err != nil {
			return err
		}
	}
}
