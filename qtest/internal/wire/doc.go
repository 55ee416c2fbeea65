// Package wire moves lines over one connection to QEMU. It is the common part of the qtest protocol and QMP: bounded
// lines, writes that obey a context, and the errors both of them report.
package wire
