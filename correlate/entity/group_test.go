package entity

import (
	"slices"
	"testing"

	"hamari/parsers"
)

// TestGroupOfInstance holds that an instance itself tells which Auto Scaling group it belongs to, by its tag, and so does
// the answer of describe-auto-scaling-instances.
func TestGroupOfInstance(t *testing.T) {
	tagged := resource("instance", "i-1", `{"InstanceId":"i-1","Tags":[{"Key":"Name","Value":"w"},{"Key":"aws:autoscaling:groupName","Value":"web-asg"}]}`, 0)
	listed := resource("asg-instance", "i-1", `{"InstanceId":"i-1","AutoScalingGroupName":"web-asg","LifecycleState":"InService"}`, 0)
	alone := resource("instance", "i-1", `{"InstanceId":"i-1","Tags":[{"Key":"groupName","Value":"web-asg"}]}`, 0)
	for _, tt := range []struct {
		event *parsers.Event
		want  []string
	}{{tagged, []string{"web-asg"}}, {listed, []string{"web-asg"}}, {alone, nil}} {
		g := observe(NewGraph(), []*parsers.Event{tt.event})
		g.Finish()
		var got []string
		for _, link := range g.Links(ID{"instance", "i-1"}, "asg") {
			got = append(got, link.To.Name)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v", tt.event.Raw, got)
		}
	}
}
