// Package gic tests ARM's Generic Interrupt Controller (see libqos/device/interrupt/gic for the hardware). Typical path:
//
//	arm/realview-pbx-a9 → arm_gic → arm_gic-tests/interrupts
package gic
