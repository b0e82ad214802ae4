package wrapper_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

func TestPayloadBroken(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := w.Write(make([]byte, 9<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for data, want := range map[string]string{
		`7`: "no data", `""`: "", `"!"`: "not base64", `"` + base64.StdEncoding.EncodeToString([]byte("\x1f\x8bx")) + `"`: "data: ",
		`"` + base64.StdEncoding.EncodeToString(bomb.Bytes()) + `"`:       "longer than the limit",
		`"` + base64.StdEncoding.EncodeToString(bomb.Bytes()[:100]) + `"`: "data: ",
	} {
		text := fmt.Sprintf(`{"invocationId":"1","records":[{"recordId":"0","data":%s},{"recordId":"1","data":"eyJhIjoxfQ=="},{"recordId":"2"}]}`, data)
		messages, seen, counts := unwrap(t, strings.NewReader(text), []string{"payload"})
		if len(messages) != 1 || messages[0] != `{"a":1}` || counts.Entries != 3 {
			t.Errorf("%.40s: %q, %+v", data, messages, counts)
		}
		if want == "" {
			continue // a blank message
		}
		if len(seen.rejects) != 2 || !strings.Contains(seen.rejects[0], want) {
			t.Errorf("%.40s: rejects %q", data, seen.rejects)
		}
	}
}
