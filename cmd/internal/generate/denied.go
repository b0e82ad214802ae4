package generate

import "strconv"

// startDenied tells of a job that stops a group of instances and starts them again with one call. Some have a volume
// whose key the job's role may not use: the call succeeds, the grant is denied seconds later, they fall back to
// stopped. Their neighbours are not encrypted, or with a key that the role may use.
func startDenied(p *plan) {
	r, w := p.r, p.world
	caller := w.newRole(r, "BatchOperator", "nightly-"+strconv.Itoa(r.between(10, 99)), p.opts.Start)
	caller.agent = sdkAgents[0]
	refused, allowed := p.newKey(), p.newKey()

	var broken, sound []*instance
	for i := range 1 + r.IntN(2) {
		broken = append(broken, p.newInstance("batch-secure-"+strconv.Itoa(i+1), "m5.large", p.newVolume(100, refused)))
	}
	sound = append(sound,
		p.newInstance("batch-plain", "m5.large", p.newVolume(100, "")),
		p.newInstance("batch-sealed", "m5.large", p.newVolume(100, allowed)))
	all := append(append([]*instance{}, broken...), sound...)
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })

	stop, start := p.moment(0.3), p.moment(0.55)
	p.tellPower(caller, "StopInstances", all, stop, 64, "stopping", 16, "running")
	requestID := p.tellPower(caller, "StartInstances", all, start, 0, "pending", 80, "stopped")
	for _, i := range broken {
		at := start + int64(r.between(1, 8))
		p.tell(event{
			at: at, source: "kms.amazonaws.com", name: "CreateGrant", caller: caller, via: "ec2-frontend-api.amazonaws.com",
			errorCode: "AccessDenied", errorMessage: "User: " + caller.arn + " is not authorized to perform: kms:CreateGrant on resource: " +
				refused + " because no identity-based policy allows the kms:CreateGrant action",
			requestID: p.maybe(requestID),
		})
		i.stopped, i.failedStart = stop, true
		p.expect(patternStartDenied, start, at, map[string][]string{
			"instance": {i.id}, "volume": {i.volumes[0].id}, "principal": {caller.arn}, "key": {refused},
		}, "volume")
	}
	for _, i := range sound {
		i.launched = start
		if i.volumes[0].key != "" {
			p.tellGrant(caller, i, start+int64(r.between(1, 8)), requestID)
		}
		p.healthy(patternStartDenied, map[string][]string{"instance": {i.id}, "volume": {i.volumes[0].id}})
	}
	p.metrics = append(p.metrics, p.cpu("cloudwatch/cpu", all, stop, start))
}

func (p *plan) newKey() string {
	return "arn:aws:kms:" + p.world.region.name + ":" + p.world.account + ":key/" + p.r.uuid()
}

// maybe returns the request id, or one of its own: both were seen on records that belong together.
func (p *plan) maybe(requestID []byte) []byte {
	if p.r.chance(0.5) {
		return requestID
	}
	return nil
}

// tellPower tells of StartInstances or StopInstances and returns the request id.
func (p *plan) tellPower(caller *principal, name string, list []*instance, at int64, code int, state string, before int, stateBefore string) []byte {
	requestID := p.r.uuid()
	request, response := `{"instancesSet":{"items":[`, `{"requestId":"`+requestID+`","instancesSet":{"items":[`
	for n, i := range list {
		if n > 0 {
			request, response = request+",", response+","
		}
		request += `{"instanceId":"` + i.id + `"}`
		response += `{"instanceId":"` + i.id + `","currentState":{"code":` + strconv.Itoa(code) + `,"name":"` + state +
			`"},"previousState":{"code":` + strconv.Itoa(before) + `,"name":"` + stateBefore + `"}}`
	}
	request += "]}"
	if name == "StopInstances" {
		request += `,"force":false`
	}
	p.tell(event{
		at: at, source: "ec2.amazonaws.com", name: name, caller: caller, requestID: []byte(requestID),
		request: []byte(request + "}"), response: []byte(response + "]}}"),
	})
	return []byte(requestID)
}

// tellGrant tells of the grant that EC2 gets for an encrypted volume, and of its use by the host of the instance.
func (p *plan) tellGrant(caller *principal, i *instance, at int64, requestID []byte) {
	w, v := p.world, i.volumes[0]
	encryptionContext := `{"aws:ebs:id":"` + v.id + `"}`
	host := w.newRole(p.r, "aws:ec2-infrastructure", i.id, p.opts.Start)
	resources := `[{"accountId":"` + w.account + `","type":"AWS::KMS::Key","ARN":"` + v.key + `"}]`
	p.tell(event{
		at: at, source: "kms.amazonaws.com", name: "CreateGrant", caller: caller, via: "ec2-frontend-api.amazonaws.com",
		request: []byte(`{"keyId":"` + v.key + `","granteePrincipal":"` + host.arn + `","retiringPrincipal":"ec2.` + w.region.name +
			`.amazonaws.com","operations":["Decrypt"],"constraints":{"encryptionContextSubset":` + encryptionContext + `}}`),
		response:  []byte(`{"grantId":"` + string(p.r.appendHex(nil, 64)) + `","keyId":"` + v.key + `"}`),
		requestID: p.maybe(requestID), resources: resources,
	})
	p.tell(event{
		at: at + 1, source: "kms.amazonaws.com", name: "Decrypt", caller: host, via: "AWS Internal", readOnly: true, resources: resources,
		request: []byte(`{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":` + encryptionContext + `}`),
	})
}

// cpu returns the CPU of the instances every five minutes; those that did not come up again have no data any more.
func (p *plan) cpu(name string, list []*instance, stop, start int64) metricFile {
	m := metricFile{
		name: name, region: p.world.region.name, start: p.when.start, period: 300, zone: p.opts.Zone,
		points: int((p.when.end - p.when.start) / 300),
	}
	for _, i := range list {
		seed := p.r.Uint64()
		m.series = append(m.series, series{
			namespace: "AWS/EC2", dimension: "InstanceId", resource: i.id, metric: "CPUUtilization", stat: "Average",
			value: func(n int, at int64) (float64, bool) {
				running := at+300 <= stop || at >= start && !i.failedStart
				return wobble(seed, n, 10, 0.25), running
			},
		})
	}
	return m
}
