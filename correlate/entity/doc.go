// Package entity knows which things of AWS a bundle speaks of and how they hang together: which volume is attached to
// which instance, which ENI lies in which subnet and Availability Zone, which key encrypts which volume.
//
// What it knows comes from describe answers, from the answers in CloudTrail records (RunInstances, CreateVolume,
// AttachVolume, CreateGrant ...), from the columns of flow logs and from metric dimensions. Every fact and every link
// remembers the record that it comes from and its time. Graphs of several workers merge, in any order, to the same one.
package entity
