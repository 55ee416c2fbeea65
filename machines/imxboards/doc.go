// Package imxboards has the boards with i.MX chips of NXP (IMX31RM, IMX6ULRM, IMX7DRM, IMX8MMRM, IMX8MPRM).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package imxboards
