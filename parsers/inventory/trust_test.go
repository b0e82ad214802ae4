package inventory

import (
	"reflect"
	"testing"
)

// TestTrusts holds which subjects a trust policy is taken to let in.
func TestTrusts(t *testing.T) {
	for policy, want := range map[string][]trusted{
		`{"Statement":[{"Effect":"Allow","Principal":{"Federated":"p"},"Condition":{"StringLike":{"issuer:sub":["a:*","b"]},"StringEquals":{"issuer:aud":"x"}}}]}`: {{"p", []string{"*"}}},
		`{"Statement":{"Effect":"Allow","Principal":{"Federated":"p"},"Condition":{"ForAnyValue:StringLike":{"issuer:SUB":"a"}}}}`:                                 {{"p", []string{"a"}}},
		`{"Statement":[{"Effect":"Allow","Principal":{"Federated":["p","q"]}}]}`:                                                                                   {{"p", []string{"*"}}, {"q", []string{"*"}}},
		`{"Statement":[{"Effect":"Allow","Principal":{"Federated":"p"},"Condition":{"StringNotEquals":{"issuer:sub":"a"}}}]}`:                                      {{"p", []string{"*"}}},
		`{"Statement":[{"Effect":"Allow","Principal":{"Federated":"p"},"Condition":{"StringEquals":{"issuer:sub":"a*"}}}]}`:                                        {{"p", []string{"a* (letter by letter, as it is StringEquals)"}}},
		`{"Statement":[{"Effect":"Deny","Principal":{"Federated":"p"}},{"Effect":"Allow","Principal":{"AWS":"*"}}]}`:                                               nil,
		`"%7B%22Version%22"`: nil,
	} {
		if got := trusts(policy); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v", policy, got)
		}
	}
}
