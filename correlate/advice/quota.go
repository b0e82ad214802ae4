package advice

import (
	"cmp"

	"hamari/correlate/limits"
)

// quota returns the quota that the first of some steps which has an error's code speaks of: by the storage that the error
// names, or by the type (of) that the call asked for. Auto Scaling gives no code where instances are counted.
func quota(steps ...any) limits.Quota {
	for _, step := range steps {
		fields, _ := step.(map[string]any)
		if code := text(fields["code"]); code != "" {
			return limits.ExceededQuota(code, cmp.Or(text(fields["storage"]), text(fields["of"])))
		}
	}
	return limits.ExceededQuota("InstanceLimitExceeded", "")
}
