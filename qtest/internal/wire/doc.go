// Package wire moves lines over one connection to QEMU. It is what the qtest protocol and QMP have in common:
// bounded lines, writes that obey a context, and the errors both of them report.
package wire
