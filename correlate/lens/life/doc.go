// Package life gathers signs that an instance was running: calls made with the credentials of its own role, its SSM
// agent reporting, AWS/EC2 metrics (a stopped instance publishes none), packets leaving its network interface.
package life
