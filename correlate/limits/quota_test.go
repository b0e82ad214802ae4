package limits

import (
	"strings"
	"testing"
)

func TestExceededQuota(t *testing.T) {
	for _, test := range []struct{ code, what, want string }{
		{"Client.VcpuLimitExceeded", "m5.large", "L-1216C47A"},
		{"VcpuLimitExceeded", "t4g.nano", "L-1216C47A"},
		{"VcpuLimitExceeded", "im4gn.large", "L-1216C47A"},
		{"VcpuLimitExceeded", "i7ie.large", "L-1216C47A"},
		{"VcpuLimitExceeded", "inf2.xlarge", "L-1945791B"},
		{"VcpuLimitExceeded", "g5g.xlarge", "L-DB2E81BA"},
		{"VcpuLimitExceeded", "gr6.4xlarge", "L-DB2E81BA"},
		{"VcpuLimitExceeded", "p2.xlarge", "L-417A185B"},
		{"VcpuLimitExceeded", "p6-b200.48xlarge", "L-417A185B"},
		{"VcpuLimitExceeded", "dl1.24xlarge", "L-6E869C2A"},
		{"VcpuLimitExceeded", "d3en.xlarge", "L-1216C47A"},
		{"VcpuLimitExceeded", "hpc7a.96xlarge", "L-F7808C92"},
		{"VcpuLimitExceeded", "h1.2xlarge", "L-1216C47A"},
		{"VcpuLimitExceeded", "trn1.2xlarge", "L-2C3B7624"},
		{"VcpuLimitExceeded", "u-6tb1.56xlarge", "L-43DA4232"},
		{"VcpuLimitExceeded", "u7i-12tb.224xlarge", "L-43DA4232"},
		{"VcpuLimitExceeded", "mac2.metal", ""}, // Mac runs on Dedicated Hosts, which have quotas of their own
		{"VcpuLimitExceeded", "q9.large", ""},
		{"VcpuLimitExceeded", "", ""},
		{"Client.MaxSpotInstanceCountExceeded", "c6i.large", "L-34B43A08"},
		{"MaxSpotInstanceCountExceeded", "g4dn.xlarge", "L-3819A6DF"},
		{"MaxSpotInstanceCountExceeded", "p5.48xlarge", ""},
		{"Client.VpcLimitExceeded", "", "L-F678F1CE"},
		{"AddressLimitExceeded", "", "L-0263D0A3"},
		{"Client.VolumeLimitExceeded", "gp3", "L-7A658B76"},
		{"Client.VolumeLimitExceeded", "", ""},
		{"MaxIOPSLimitExceeded", "io2", "L-8D977E7E"},
		{"Client.InstanceLimitExceeded", "m5.large", ""},
		{"Client.InvalidVpcID.NotFound", "", ""},
	} {
		q := ExceededQuota(test.code, test.what)
		if q.Code != test.want {
			t.Errorf("%s of %q: %+v, want %q", test.code, test.what, q, test.want)
		}
		if q.Code != "" && (q.Service == "" || q.Name == "" || q.List == "") {
			t.Errorf("%s of %q: %+v lacks something", test.code, test.what, q)
		}
	}
}

// TestQuotaThatIsOpen holds that the service of a quota is known where the error tells it, also if no more is.
func TestQuotaThatIsOpen(t *testing.T) {
	for code, want := range map[string]Quota{
		"Client.VolumeLimitExceeded": {Service: "ebs", List: "describe-volumes"},
		"MaxIOPSLimitExceeded":       {Service: "ebs", List: "describe-volumes"},
		"VcpuLimitExceeded":          {Service: "ec2", List: instances},
		"InstanceLimitExceeded":      {Service: "ec2", List: instances},
		"FutureLimitExceeded":        {},
	} {
		if q := ExceededQuota(code, ""); q != want {
			t.Errorf("%s: %+v, want %+v", code, q, want)
		}
	}
}

func TestQuotaCodesAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	check := func(code string) {
		if code == "" {
			return
		}
		if seen[code] || !strings.HasPrefix(code, "L-") || len(code) != len("L-1216C47A") {
			t.Errorf("code %s is given twice or is none", code)
		}
		seen[code] = true
	}
	for _, b := range buckets {
		check(b.onDemand)
		check(b.spot)
	}
	for _, q := range counted {
		check(q.Code)
	}
	for _, quotas := range []map[string]volumes{storage, iops} {
		for _, q := range quotas {
			check(q.code)
		}
	}
}
