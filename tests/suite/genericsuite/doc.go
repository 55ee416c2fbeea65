// Package genericsuite has the checks that any machine must pass, and any device in it,
// whatever it is for. Each is given a QOM path: the checks are about the objects there and
// below, and about the whole machine if it is empty.
package genericsuite
