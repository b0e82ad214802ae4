package catalogue

import "testing"

func TestLoad(t *testing.T) {
	ps, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(ps))
}
