package flowlog

import (
	"strings"
	"testing"

	"hamari/parsers"
)

// TestSlots holds that the slot constants and the field tables have the same order.
func TestSlots(t *testing.T) {
	for name, slot := range map[string]int{
		"version": SlotVersion, "account-id": SlotAccountID, "interface-id": SlotInterfaceID, "srcaddr": SlotSrcAddr,
		"dstaddr": SlotDstAddr, "srcport": SlotSrcPort, "dstport": SlotDstPort, "protocol": SlotProtocol,
		"packets": SlotPackets, "bytes": SlotBytes, "start": SlotStart, "end": SlotEnd, "action": SlotAction,
		"log-status": SlotLogStatus, "vpc-id": SlotVPCID, "subnet-id": SlotSubnetID, "instance-id": SlotInstanceID,
		"tcp-flags": SlotTCPFlags, "type": SlotType, "pkt-srcaddr": SlotPktSrcAddr, "pkt-dstaddr": SlotPktDstAddr,
		"region": SlotRegion, "az-id": SlotAZID, "sublocation-type": SlotSublocationType,
		"sublocation-id": SlotSublocationID, "pkt-src-aws-service": SlotPktSrcAWSService,
		"pkt-dst-aws-service": SlotPktDstAWSService, "flow-direction": SlotFlowDirection, "traffic-path": SlotTrafficPath,
		"ecs-cluster-arn": SlotECSClusterARN, "ecs-cluster-name": SlotECSClusterName,
		"ecs-container-instance-arn": SlotECSContainerInstanceARN, "ecs-container-instance-id": SlotECSContainerInstanceID,
		"ecs-container-id": SlotECSContainerID, "ecs-second-container-id": SlotECSSecondContainerID,
		"ecs-service-name": SlotECSServiceName, "ecs-task-definition-arn": SlotECSTaskDefinitionARN,
		"ecs-task-arn": SlotECSTaskARN, "ecs-task-id": SlotECSTaskID, "reject-reason": SlotRejectReason,
		"resource-id": SlotResourceID, "encryption-status": SlotEncryptionStatus, "instance-tag": SlotInstanceTag,
		"instance-tag-2": SlotInstanceTag2, "interface-tag": SlotInterfaceTag, "interface-tag-2": SlotInterfaceTag2,
		"asg-tag": SlotASGTag, "asg-tag-2": SlotASGTag2, "interface-type": SlotInterfaceType,
		"next-hop-interface-id": SlotNextHopInterfaceID, "next-hop-subnet-id": SlotNextHopSubnetID,
		"next-hop-az-id": SlotNextHopAZID, "next-hop-vpc-id": SlotNextHopVPCID,
		"next-hop-interface-type": SlotNextHopInterfaceType,
	} {
		if got := vpcKind.Slot(name); got != slot {
			t.Errorf("%s is in slot %d, its constant says %d", name, got, slot)
		}
	}
	for name, slot := range map[string]int{
		"version": TGWSlotVersion, "resource-type": TGWSlotResourceType, "account-id": TGWSlotAccountID, "tgw-id": TGWSlotID,
		"tgw-attachment-id": TGWSlotAttachmentID, "tgw-src-vpc-account-id": TGWSlotSrcVPCAccountID,
		"tgw-dst-vpc-account-id": TGWSlotDstVPCAccountID, "tgw-src-vpc-id": TGWSlotSrcVPCID, "tgw-dst-vpc-id": TGWSlotDstVPCID,
		"tgw-src-subnet-id": TGWSlotSrcSubnetID, "tgw-dst-subnet-id": TGWSlotDstSubnetID, "tgw-src-eni": TGWSlotSrcENI,
		"tgw-dst-eni": TGWSlotDstENI, "tgw-src-az-id": TGWSlotSrcAZID, "tgw-dst-az-id": TGWSlotDstAZID,
		"tgw-pair-attachment-id": TGWSlotPairAttachmentID, "srcaddr": TGWSlotSrcAddr, "dstaddr": TGWSlotDstAddr,
		"srcport": TGWSlotSrcPort, "dstport": TGWSlotDstPort, "protocol": TGWSlotProtocol, "packets": TGWSlotPackets,
		"bytes": TGWSlotBytes, "start": TGWSlotStart, "end": TGWSlotEnd, "log-status": TGWSlotLogStatus, "type": TGWSlotType,
		"packets-lost-no-route": TGWSlotPacketsLostNoRoute, "packets-lost-blackhole": TGWSlotPacketsLostBlackhole,
		"packets-lost-mtu-exceeded": TGWSlotPacketsLostMTUExceeded, "packets-lost-ttl-expired": TGWSlotPacketsLostTTLExpired,
		"tcp-flags": TGWSlotTCPFlags, "region": TGWSlotRegion, "flow-direction": TGWSlotFlowDirection,
		"pkt-src-aws-service": TGWSlotPktSrcAWSService, "pkt-dst-aws-service": TGWSlotPktDstAWSService,
	} {
		if got := tgwKind.Slot(name); got != slot {
			t.Errorf("%s is in slot %d, its constant says %d", name, got, slot)
		}
	}
	if got := len(vpcKind.Fields); got != SlotNextHopInterfaceType+1 {
		t.Errorf("%d VPC fields, %d constants", got, SlotNextHopInterfaceType+1)
	}
	if got := len(tgwKind.Fields); got != TGWSlotPktDstAWSService+1 {
		t.Errorf("%d Transit Gateway fields, %d constants", got, TGWSlotPktDstAWSService+1)
	}
}

// TestFields holds that types and checks agree and that every field is explained.
func TestFields(t *testing.T) {
	for _, words := range []*vocabulary{vpcWords, tgwWords} {
		for slot, field := range words.kind.Fields {
			_, most := words.checks[slot].limits()
			if isNumber := field.Type == parsers.Int || field.Type == parsers.Timestamp; isNumber != (most > 0) {
				t.Errorf("%s is of type %s, its greatest value %d", field.Name, field.Type, most)
			}
			if isAddress := field.Type == parsers.Address; isAddress != (words.checks[slot] == anAddress) {
				t.Errorf("%s is of type %s, but checked otherwise", field.Name, field.Type)
			}
			if !strings.HasSuffix(field.Doc, ".") {
				t.Errorf("%s: documentation %q is no sentence", field.Name, field.Doc)
			}
		}
	}
	if got := strings.Join(fieldNames(vpcKind)[:SlotLogStatus+1], " "); got != defaultHeader {
		t.Errorf("default format is %q, want %q", got, defaultHeader)
	}
}

func TestProtocolName(t *testing.T) {
	for number, want := range map[int]string{ProtocolTCP: "TCP", ProtocolICMPv6: "ICMPv6", 253: "253"} {
		if got := ProtocolName(number); got != want {
			t.Errorf("ProtocolName(%d) = %q, want %q", number, got, want)
		}
	}
}
