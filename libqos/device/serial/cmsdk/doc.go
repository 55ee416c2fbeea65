// Package cmsdk is the guest's side of the APB UART of Arm's Cortex-M System Design Kit.
//
// It is written from Cortex-M System Design Kit Technical Reference Manual, ARM DDI 0479C, section 4.3 "APB UART".
//
// Typical path:
//
//	arm/mps2-an385 → cmsdk-apb-uart → uart → uart-tests/characters
package cmsdk
